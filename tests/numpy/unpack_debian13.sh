#!/bin/bash
# Unpacks Debian 13's Python and NumPy, with what they need, into a folder, for debian13_test.py, and what
# builds the wheel there, for wheel_test.py: by an apt of its own configuration, so that nothing is installed.
#
#   tests/numpy/unpack_debian13.sh [FOLDER]      ~/.cache/tidemark/debian13 without
set -eu
root=${1:-$HOME/.cache/tidemark/debian13}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{state/lists/partial,cache/archives/partial,etc/sources.list.d,etc/preferences.d}
touch "$work/state/status"
for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
  [ -e "$file" ] && sed 's/bookworm/trixie/g' "$file" > "$work/etc${file#/etc/apt}"
done
cat > "$work/apt.conf" <<END
Dir::State "$work/state";
Dir::State::status "$work/state/status";
Dir::Cache "$work/cache";
Dir::Etc "$work/etc";
Dir::Etc::TrustedParts "/etc/apt/trusted.gpg.d";
END
apt-get -qq -c "$work/apt.conf" update
apt-get -qq -c "$work/apt.conf" -y -d --no-install-recommends install python3-numpy python3.13 coreutils \
  python3-scikit-build-core
mkdir -p "$root"/{proc,tmp}
for package in "$work"/cache/archives/*.deb; do dpkg-deb -x "$package" "$root"; done
for link in bin lib lib64 sbin; do [ -e "$root/$link" ] || ln -s "usr/$link" "$root/$link"; done
echo "$root"
