"""The review never raises on a dossier that reads, and stays quick on a large one."""

import copy

from hypothesis import given, settings
from hypothesis import strategies as st

from evalkit.errors import EvalkitError, Place
from evalkit.review import review_method
from evalkit.sources.dossier import dossier_of_tree
from evalkit.sources.yaml_tree import Tree


def _paths(node, path=()):
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in entries:
        yield (*path, key)
        yield from _paths(value, (*path, key))


def _without(data, path):
    *way, last = path
    for step in way:
        data = data[step]
    del data[last]


def _typed(data):
    """Type plain data as a file's would be; None when it does not read."""
    try:
        return dossier_of_tree(Tree("dossier.yaml", data, {(): Place("dossier.yaml")}))
    except EvalkitError:
        return None


def _with_less(data, draw):
    """Delete parts at random, one after the other; a deletion after which the dossier no longer reads is undone."""
    dossier = _typed(data)
    for _ in range(draw(st.integers(1, 8))):
        less = copy.deepcopy(data)
        _without(less, draw(st.sampled_from(sorted(_paths(less), key=str))))
        typed = _typed(less)
        if typed is not None:
            data, dossier = less, typed
    return dossier


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_a_dossier_that_reads_can_be_reviewed_and_every_finding_said(data, respectful, previous):
    dossier = _with_less(respectful, data.draw)
    for earlier in (None, previous):
        review = review_method(dossier, earlier)
        assert len(review.rules) == 47
        assert sum(each.n for each in review.rules) == len(review.findings)
        for finding in review.findings:
            assert all(finding.sentence(language) and finding.remedy(language) for language in ("fr", "en"))
