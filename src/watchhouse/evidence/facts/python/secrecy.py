"""Secrets by meaning: what a call gives that must not leave, and what it gives of a secret that may."""

import ast

from watchhouse.evidence.facts.python.handing import Handing
from watchhouse.evidence.facts.python.machine import taints_of
from watchhouse.evidence.facts.python.objects import Constructed, Function, Instance, Method
from watchhouse.evidence.facts.python.operators import known
from watchhouse.evidence.knowledge.prompts import HIDDEN_PROMPTS, PROMPTS, SAFES, asked_for
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.knowledge.wallets import makes_key, shows_nothing
from watchhouse.evidence.values import Source, Taint, Value

_WHOLE = frozenset(
    """dataclasses.asdict dataclasses.astuple attr.asdict attrs.asdict pickle.dumps dill.dumps cloudpickle.dumps
    jsonpickle.encode builtins.vars builtins.repr builtins.str builtins.dict copy.copy copy.deepcopy""".split()
)
"""Functions that give all that an object holds."""

_WHOLE_METHODS = frozenset(
    "model_dump model_dump_json dict json to_dict as_dict asdict _asdict to_json copy serialize".split()
)
"""Methods of bases outside the package that give the same."""

_SIGNERS = ("hmac.", "jwt.encode", "jose.", "authlib.", "itsdangerous.")
"""Functions that use a secret and show none of it."""


class Secrecy(Handing):
    """Knows which results are secret."""

    def secret_of(
        self, node: ast.AST, name: str, receiver: Value, arguments: list[Value]
    ) -> frozenset[Taint]:
        """Return the secrets that a call outside the package gives whatever flowed into it."""
        last = name.rpartition(".")[2]
        found = ""
        if name in PROMPTS:
            found = asked_for(arguments[0].text) if arguments else ""
        elif name in HIDDEN_PROMPTS:
            found = (asked_for(arguments[0].text) if arguments else "") or "password"
        elif name in SAFES:
            found = "password"
        elif last in {"get", "pop"} and arguments and not isinstance(receiver.target, Constructed):
            key = arguments[0].const
            found = key if isinstance(key, str) and is_secret_name(key) and name.startswith("?") else ""
        elif name.endswith(".session.save"):
            found = "session_string"
        elif makes_key(name):
            found = "private_key"
            if isinstance(node, ast.Call) and node.args:
                self._learn(node.args[0])
        if isinstance(receiver.target, Instance) and last in _WHOLE_METHODS:
            return self.held(receiver)
        if name in _WHOLE and arguments:
            return self.held(arguments[0])
        return frozenset({Taint(Source.SECRET_ARGUMENT, found)}) if found else frozenset()

    def held(self, value: Value) -> frozenset[Taint]:
        """Return what flowed into the attributes of an object of the package."""
        if not isinstance(value.target, Instance):
            return frozenset()
        cls = value.target.of
        named = {Taint(Source.SECRET_ARGUMENT, name) for name in cls.all_fields() if is_secret_name(name)}
        return taints_of(list(cls.attributes.values())) | named

    def shown_of(self, name: str, receiver: Value, arguments: list[Value]) -> frozenset[Taint] | None:
        """Return what is left of the taints where a call only uses a secret; None if it gives all of it."""
        last = name.rpartition(".")[2]
        if name.startswith(_SIGNERS):
            return _open(taints_of(arguments))
        if not any(
            taint.source is Source.SECRET_ARGUMENT for taint in receiver.taints | taints_of(arguments)
        ):
            return None
        if last.startswith("sign") and shows_nothing(last) and arguments:
            signed = arguments[0].taints if len(arguments) == 1 or receiver.taints else frozenset()
            return _open(receiver.taints) | signed | _open(taints_of(arguments[1:]))
        if shows_nothing(last):
            return _open(receiver.taints | taints_of(arguments))
        return None

    def _learn(self, node: ast.expr) -> None:
        """Remember that what stands in `node` is a private key, whatever it is called."""
        names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)][:4]
        scope = self.frame.scope
        for name in names:
            value = scope.names.get(name)
            if value is None or known(value) or value.target is not None or value.name:
                continue
            if value.has(Source.SECRET_ARGUMENT, Source.REMOTE_CONTENT):
                continue
            taint = Taint(Source.SECRET_ARGUMENT, "private_key")
            scope.names[name] = Value(value.const, value.name, value.taints | {taint}, value.shown)
            self.learned.setdefault((self.frame.place.path, self.frame.function), {})[name] = taint.detail

    def learn_option(self, function: Function, option: Value) -> None:
        """Remember the parameter that a command-line option fills after asking for a secret."""
        if not isinstance(option.target, Constructed):
            return
        texts = [value.text for value in option.target.arguments if isinstance(value.const, str)]
        found = next(filter(None, map(asked_for, (text for text in texts if not text.startswith("-")))), "")
        flag = next((text for text in texts if text.startswith("--")), "")
        if found and flag:
            parameter = flag.partition("/")[0].lstrip("-").replace("-", "_")
            self.learned.setdefault((function.place.path, function.qualname), {})[parameter] = found

    def passed_on(self, function: Function) -> bool:
        """Return whether a function hands what it is given to the function that it wraps, or to its base's."""
        node = function.node
        found = self.wrappers.get(id(node))
        if found is None:
            found = self.wrappers[id(node)] = _wraps(function)
        return found


def _wraps(function: Function) -> bool:
    rest = function.node.args.vararg
    if rest is None or isinstance(function.node, ast.Lambda):
        return False
    for node in ast.walk(function.node):
        if not isinstance(node, ast.Call) or not any(
            isinstance(one, ast.Starred) and isinstance(one.value, ast.Name) and one.value.id == rest.arg
            for one in node.args
        ):
            continue
        match node.func:
            case ast.Name(id=name):
                owner = function.scope.owner(name)
                if name in owner.names and owner.parent is not None:
                    return _foreign(owner.names[name])
            case ast.Attribute(value=ast.Call(func=ast.Name(id="super"))):
                return True
            case _:
                continue
    return False


def _foreign(wrapped: Value) -> bool:
    """Return whether what is called is not known to be the package's own doing: an argument, or found by name."""
    known_name = wrapped.name.partition(".")[0] not in {"", "?"} and wrapped.name != "builtins.getattr()"
    return not known_name and not isinstance(wrapped.target, Method)


def _open(taints: frozenset[Taint]) -> frozenset[Taint]:
    return frozenset(taint for taint in taints if taint.source is not Source.SECRET_ARGUMENT)
