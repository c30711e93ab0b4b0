"""
Camera or microphone recorded and sent.

Looks at: pictures and sound on their way to the network; recording unasked; recording beside a chat hook.
Does not look at: files that the caller names.
Known honest users: video and speech libraries record when called, and speech recognition sends what it hears.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.theft import sight_capture
from watchhouse.model.evidence import Severity, Sighting
from watchhouse.model.technique import Technique

_RECORDERS = (
    "cv2.VideoCapture",
    "cv2.VideoCapture().read",
    "sounddevice.rec",
    "sounddevice.InputStream",
    "pyaudio.PyAudio().open",
    "picamera.PiCamera",
    "pygame.camera.Camera",
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of recordings that are made unasked or sent."""
    yield from sight_capture(DETECTOR, facts, Source.CAMERA, _RECORDERS, what="the camera or microphone")


DETECTOR = Detector(
    id="camera-microphone",
    title="Camera or microphone recorded",
    severity=Severity.HIGH,
    techniques=(Technique.AUDIO_CAPTURE, Technique.VIDEO_CAPTURE),
    examine=examine,
    doc=__doc__,
)
