"""A small runner of composite GitHub actions: the steps with `run` of an action.yml, in a scratch folder.

It knows what action.yml uses: ${{ }} with inputs, steps.ID.outputs.NAME, github.NAME and the operators
== != && || !; conditions; files for outputs and the summary. Steps with `uses` are noted, and not run.
Anything else is an error, so that a step never passes for what it is not.
"""
import json
import os
import re
import subprocess
import tempfile

EXPRESSION = re.compile(r"\$\{\{((?:(?!\}\}).)*)\}\}", re.DOTALL)
TOKEN = re.compile(r"\s*(?:(==|!=|&&|\|\||!|\(|\))|'((?:[^']|'')*)'|([A-Za-z_][\w.-]*))")


def references(text):
    """Every context that the expressions of `text` name, as 'inputs.x'."""
    return [match.group(3) for expression in EXPRESSION.findall(text)
            for match in TOKEN.finditer(expression)
            if match.group(3) and match.group(3) not in ("true", "false")]


def evaluate(expression, contexts):
    """The value of what is between ${{ and }}."""
    python, values, at = "", [], 0
    expression = expression.strip()
    while at < len(expression):
        match = TOKEN.match(expression, at)
        if not match:
            raise ValueError(f"not understood: {expression[at:]}")
        at = match.end()
        operator, text, name = match.groups()
        if operator:
            python += {"&&": " and ", "||": " or ", "!": " not "}.get(operator, operator)
            continue
        if name in ("true", "false"):
            value = name == "true"
        elif name is not None:
            value = contexts
            for part in name.split("."):
                value = value.get(part, "") if isinstance(value, dict) else ""
        else:
            value = text.replace("''", "'")
        python += f" values[{len(values)}] "
        values.append(value)
    return eval(python, {"values": values})  # pylint: disable=eval-used  # of the tokens above only


def expand(text, contexts):
    whole = EXPRESSION.fullmatch(text.strip())
    if whole:
        return evaluate(whole.group(1), contexts)
    return EXPRESSION.sub(lambda match: str(evaluate(match.group(1), contexts)), text)


class Run:
    """What the action of `root` did in the checkout `folder`: what its steps said, and what they left.

    `code` is that of the step `failed`, or 0; `used` are the inputs of the steps with `uses`.
    """

    def __init__(self, action, root, scratch, folder, inputs, environment, event=None):
        self.log, self.skipped, self.used, self.code, self.failed = {}, [], {}, 0, None
        work = tempfile.mkdtemp(prefix="runner.", dir=scratch)
        self._summary = os.path.join(work, "summary")
        event = event or {}
        with open(os.path.join(work, "event.json"), "w", encoding="utf-8") as file:
            json.dump(event, file)
        github = {"token": "the-token", "workflow": "Build", "job": "memory", "event": event}
        values = {name: expand(str(row.get("default", "")), {"github": github})
                  for name, row in action["inputs"].items()}
        unknown = set(inputs) - set(values)
        if unknown:
            raise ValueError(f"no such inputs: {unknown}")
        values.update(inputs)
        self._contexts = {"inputs": values, "steps": {}, "github": github}
        self._environment = {
            **environment, "GITHUB_ACTION_PATH": root, "GITHUB_WORKSPACE": folder,
            "RUNNER_TEMP": work, "GITHUB_STEP_SUMMARY": self._summary,
            "GITHUB_EVENT_PATH": os.path.join(work, "event.json"), "GITHUB_REPOSITORY": "o/r",
            "GITHUB_RUN_ID": "17", "GITHUB_SERVER_URL": "https://github.example"}
        self._folder = folder
        for index, step in enumerate(action["runs"]["steps"]):
            if self.failed is None:
                self._step(step, os.path.join(work, f"output.{index}"))
        self.outputs = {name: expand(row["value"], self._contexts)
                        for name, row in action["outputs"].items()}

    def _step(self, step, output):
        name = step["name"]
        if "if" in step and not expand(step["if"], self._contexts):
            self.skipped.append(name)
            return
        if "uses" in step:
            self.used[name] = {key: expand(text, self._contexts)
                               for key, text in step.get("with", {}).items()}
            return
        environment = dict(self._environment, GITHUB_OUTPUT=output)
        environment.update({key: str(expand(str(text), self._contexts))
                            for key, text in step.get("env", {}).items()})
        open(output, "w", encoding="utf-8").close()
        with open(output + ".sh", "w", encoding="utf-8") as file:
            file.write(step["run"])
        # As the runner starts `shell: bash`.
        done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", output + ".sh"],
                              cwd=self._folder, env=environment, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        self.log[name] = done.stdout
        with open(output, encoding="utf-8") as file:
            outputs = dict(line.split("=", 1) for line in file.read().splitlines())
        if "id" in step:
            self._contexts["steps"][step["id"]] = {"outputs": outputs}
        if done.returncode != 0:
            self.code, self.failed = done.returncode, name

    @property
    def summary(self):
        if not os.path.exists(self._summary):
            return ""
        with open(self._summary, encoding="utf-8") as file:
            return file.read()
