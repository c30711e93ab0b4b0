"""
The screen photographed and sent.

Looks at: screenshots on their way to the network; taking one unasked; taking one beside a chat hook.
Does not look at: screenshots of web pages by browser automation.
Known honest users: desktop automation, test reporters and computer-use agents send screenshots when called.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.theft import sight_capture
from watchhouse.model.evidence import Severity, Sighting
from watchhouse.model.technique import Technique

_CAMERAS = (
    "ImageGrab.grab",
    "pyautogui.screenshot",
    "pyscreeze.screenshot",
    "pyscreenshot.grab",
    "mss.mss",
    "mss.mss().grab",
    "mss.mss().shot",
    "mss.mss().save",
    "dxcam.create",
    "d3dshot.create",
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of screenshots that are taken unasked or sent."""
    yield from sight_capture(DETECTOR, facts, Source.SCREENSHOT, _CAMERAS, what="the screen")


DETECTOR = Detector(
    id="screenshot",
    title="Screen photographed",
    severity=Severity.MEDIUM,
    techniques=(Technique.SCREEN_CAPTURE,),
    examine=examine,
    doc=__doc__,
)
