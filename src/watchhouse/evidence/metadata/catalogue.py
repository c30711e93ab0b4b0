"""Every detector that looks at what a package says of itself, by hand."""

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.metadata import (
    absurd_version,
    author_mail,
    borrowed_author,
    borrowed_name,
    borrowed_repository,
    borrowed_summary,
    direct_url_dependency,
    dropped_executable,
    empty_metadata,
    empty_package,
    lifecycle_script,
    link_spam,
    lookalike_dependency,
    name_lookalike,
    no_repository,
    random_name,
)

METADATA_DETECTORS: tuple[Detector, ...] = (
    absurd_version.DETECTOR,
    author_mail.DETECTOR,
    borrowed_author.DETECTOR,
    borrowed_name.DETECTOR,
    borrowed_repository.DETECTOR,
    borrowed_summary.DETECTOR,
    direct_url_dependency.DETECTOR,
    dropped_executable.DETECTOR,
    empty_metadata.DETECTOR,
    empty_package.DETECTOR,
    lifecycle_script.DETECTOR,
    link_spam.DETECTOR,
    lookalike_dependency.DETECTOR,
    name_lookalike.DETECTOR,
    no_repository.DETECTOR,
    random_name.DETECTOR,
)
