"""
A pickle that runs something when it is loaded.

Loading a pickle calls whatever functions it names. A model, a cache or an array of objects in a package can so run
any program or code, out of sight of whoever reads the source.

Looks at: the functions that pickles, checkpoints and arrays of objects call, with their arguments, found by walking
over the opcodes; nothing is loaded.
Does not look at: pickles written as text inside Python code (see `decoded-exec`); weights and arrays of numbers.
Known honest users: test data of tools that scan pickles (LOW); functions stored by cloudpickle and dill, which rebuild
their own code (LOW).
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.carriers.pickles import LANGUAGE
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.models import SINKS
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.circumstances import settled
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_DOES = {
    Sink.PROCESS: "starts a program",
    Sink.CODE: "runs code",
    Sink.NETWORK: "speaks to the network",
    Sink.DNS: "speaks to the network",
    Sink.NATIVE: "calls native code",
    Sink.STARTUP: "writes to a start-up place",
    Sink.DELETION: "deletes files",
    Sink.FILE: "writes a file",
}
_RUNNERS = frozenset(
    """pip.main pip._internal.main pip._internal.cli.main.main pty.spawn webbrowser.open code.interact
    code.InteractiveInterpreter timeit.timeit timeit.repeat timeit.main cProfile.run profile.run pdb.run bdb.Bdb.run
    trace.Trace.run doctest.debug_script distutils.spawn.spawn distutils.file_util.write_file torch.hub.load
    numpy.testing._private.utils.runstring _aix_support._read_cmd_output asyncio.unix_events._UnixSubprocessTransport
    lib2to3.pgen2.pgen.ParserGenerator idlelib.pyshell.ModifiedInterpreter.runcode builtins.breakpoint
    test.support.script_helper.assert_python_ok logging.config._resolve zipimport.zipimporter pydoc.pipepager""".split()
)
"""Functions of the standard library and of frameworks that run what they are given, under innocent names."""
_STORED = ("types.", "marshal.", "dill.", "cloudpickle.", "joblib.externals.")
"""How libraries store functions: as compiled code that is put together again."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each thing done by each pickle."""
    for code in facts.code:
        if code.language != LANGUAGE:
            continue
        for call in code.calls:
            claim = _claim(call)
            if claim is not None:
                stored = call.name.startswith(_STORED)
                confidence = Confidence.LOW if stored else Confidence.HIGH
                yield DETECTOR.sight_call(
                    call,
                    f"{claim} when it is loaded",
                    settled(code, confidence),
                    attributes=(("call", call.name),),
                )


def _claim(call: Call) -> str | None:
    """Return what the call does that no data need; also a function that is only handed to another one counts."""
    if call.name in _RUNNERS:
        return "runs something by a detour"
    if call.sink is not None:
        return _DOES.get(call.sink)
    handed = (SINKS.get(value.name) for value in call.values if value.name)
    return next((_DOES[sink] for sink in handed if sink in _DOES), None)


DETECTOR = Detector(
    id="pickle-code",
    title="Pickle that runs something",
    severity=Severity.CRITICAL,
    techniques=(Technique.PYTHON, Technique.MALICIOUS_LIBRARY),
    examine=examine,
    doc=__doc__,
)
