from pathlib import Path

import pytest

from vizvae.ui.graph import prepare
from vizvae.ui.graph.answers import GraphAnswers
from vizvae.ui.graph.choices import OPENS_WITH
from vizvae.ui.graph.prepare import prepare_first_graph


def test_what_the_graph_page_opens_with_is_begun_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = GraphAnswers(tmp_path, ("sleep", "600"))
    monkeypatch.setattr(prepare, "graph_answers", lambda: answers)
    try:
        prepare_first_graph()
        asked = [(job.header["answer"], job.header["name"]) for job in answers.background.jobs.values()]
        assert asked == [("graph", OPENS_WITH), ("model", OPENS_WITH)]
    finally:
        answers.close()
