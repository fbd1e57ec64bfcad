"""The families of requests that stand in files of their own: what the oracle asks beyond the core.

A family is a module with
  OPS         op -> function(arrays, request) -> {name: array}, as in numpy_ops.OPS
  RECIPES     pairs (function(generator) -> requests or None, weight), as in recipes.py
  TOLERANCES  op -> function(arrays, request) -> tolerance.Tolerance, or None for exact
  OBJECTIONS  op -> function(arrays, tolerances, request) -> why the question is unfair, or None
  WRITES      op -> the key that names the live array to which the request writes
An op that is missing in TOLERANCES is exact; one that is missing in OBJECTIONS is fair whenever its
operands are exact. The modules are imported when they are first asked for, since they use the core.
"""
import functools
import importlib

_MODULES = ("scalar_family",)


@functools.cache
def _merged(table):
    merged = {}
    for module in _MODULES:
        merged.update(getattr(importlib.import_module(module), table, {}))
    return merged


def ops():
    return _merged("OPS")


def tolerances():
    return _merged("TOLERANCES")


def objections():
    return _merged("OBJECTIONS")


def writes():
    return _merged("WRITES")


@functools.cache
def recipes():
    return tuple(r for m in _MODULES for r in importlib.import_module(m).RECIPES)
