"""Names that resemble a popular one, and honest names that do not."""

from itertools import islice, pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.ecosystems.lookalike import Edit, Lookalike, lookalikes
from watchhouse.ecosystems.popular import popular_names, squeezed
from watchhouse.model.identity import Ecosystem, ProjectName, project_name

TARGETS = popular_names(Ecosystem.PYPI).names[:400]


def found(name: str, ecosystem: Ecosystem = Ecosystem.PYPI) -> dict[str, Edit]:
    return {one.target: one.edit for one in lookalikes(ProjectName(name), ecosystem)}


@pytest.mark.parametrize(
    ("name", "target", "edit"),
    [
        ("reqeusts", "requests", Edit.SWAPPED_LETTERS),
        ("reqests", "requests", Edit.DROPPED_LETTER),
        ("requestss", "requests", Edit.DOUBLED_LETTER),
        ("rewuests", "requests", Edit.KEYBOARD),
        ("requestsx", "requests", Edit.ADDED_LETTER),
        ("requeats", "requests", Edit.KEYBOARD),
        ("requesks", "requests", Edit.REPLACED_LETTER),
        ("reqquessts", "requests", Edit.TWO_LETTERS),
        ("ur1lib3", "urllib3", Edit.HOMOGLYPH),
        ("nurnpy", "numpy", Edit.HOMOGLYPH),
        ("c0lorama", "colorama", Edit.HOMOGLYPH),
        ("pythondateutil", "python-dateutil", Edit.SEPARATOR),
        ("dateutil-python", "python-dateutil", Edit.SWAPPED_WORDS),
        ("python-urllib3", "urllib3", Edit.AFFIX),
        ("numpy-dev", "numpy", Edit.AFFIX),
        ("pyboto3", "boto3", Edit.AFFIX),
        ("urllib3-darwin-lite", "urllib3", Edit.WORDS),
        ("requests-pandas", "requests", Edit.JOINED),
    ],
)
def test_each_edit_of_a_popular_name_is_told(name: str, target: str, edit: Edit) -> None:
    """A name made from a popular one by one kind of edit is told as that edit of that name."""
    assert found(name)[target] is edit


def test_another_ecosystems_name_is_told() -> None:
    """A name that is popular in another ecosystem only is told as borrowed from there."""
    assert lookalikes(ProjectName("ansi-styles"), Ecosystem.PYPI) == (
        Lookalike(target=ProjectName("ansi-styles"), rank=2, edit=Edit.OTHER_ECOSYSTEM),
    )


def test_npm_names_have_their_own_background() -> None:
    """An npm name is compared with popular npm names."""
    assert found("ansi-stlyes", Ecosystem.NPM) == {"ansi-styles": Edit.SWAPPED_LETTERS}


@pytest.mark.parametrize(
    "name",
    [
        "django-sink",  # a relative of django-silk: the family's word is shared, the own word is short
        "pytest-respect",
        "types-boto3-xyz",
        "nvidia-cufft-cu110",  # another version of the same thing differs in digits
        "my-own-little-garden",
        "abc",
        "watchhouse",
    ],
)
def test_an_honest_name_resembles_nobody(name: str) -> None:
    """Names of the same family, of another version, or short ones are not look-alikes."""
    assert found(name) == {}


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_a_popular_name_resembles_nobody(ecosystem: Ecosystem) -> None:
    """All popular names are each other's honest background."""
    assert [name for name in popular_names(ecosystem).names if lookalikes(name, ecosystem)] == []


@given(st.sampled_from(TARGETS), st.integers(0, 30))
def test_every_swap_of_a_long_popular_name_is_seen(target: ProjectName, place: int) -> None:
    """Swapping two neighbouring letters never hides a well-known name of six characters or more."""
    letters = list(target)
    at = place % (len(letters) - 1)
    letters[at], letters[at + 1] = letters[at + 1], letters[at]
    name = ProjectName("".join(letters))
    own_word = min(map(len, target.split("-")))
    is_edit = name not in popular_names(Ecosystem.PYPI).rank and squeezed(name) != squeezed(target)
    assert not (is_edit and own_word >= 6) or target in found(name)


@given(st.text(max_size=300), st.sampled_from(Ecosystem))
def test_any_text_is_compared_without_harm(text: str, ecosystem: Ecosystem) -> None:
    """Whatever the name, the answer has each target once, most downloaded first."""
    answer = lookalikes(project_name(text, ecosystem), ecosystem)
    assert len({one.target for one in answer}) == len(answer)
    assert all(one.rank <= other.rank for one, other in pairwise(answer))


@pytest.mark.parametrize(
    "name", ["requests-" * 20_000, "x" * 200_000, "-".join("abcdefghi" * 3), "numpy" * 21]
)
def test_a_name_too_long_to_be_a_slip_is_compared_with_nothing(name: str) -> None:
    """Trying every edit and every stretch of words of such a name would never end."""
    assert found(name) == {}


def test_a_made_up_name_resembles_few() -> None:
    """A thousand orders of the same letters are each answered, by a handful of names at most."""
    names = ["".join(letters) for letters in islice(permutations("abdeinorst-x"), 1_000)]
    assert max(len(found(name)) for name in names) <= 5
