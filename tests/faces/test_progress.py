"""What is told of a collection where nobody looks on: lines."""

from wenheng.faces.cli.progress import shown
from wenheng.language import speaking
from wenheng.runs.port import Progress


def test_the_last_line_tells_that_all_has_ended_what_was_cancelled_too(capsys):
    with speaking("en"), shown("collecting") as show:
        show.progress(Progress(done=1, failed=0, cancelled=0, running=2, total=4))
        show.progress(Progress(done=2, failed=1, cancelled=0, running=1, total=4))
        show.progress(Progress(done=2, failed=1, cancelled=1, running=0, total=4))

    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[1] for line in lines] == ["1/4", "4/4"]


def test_why_less_happens_than_one_would_think_is_said_once(capsys):
    with speaking("en"), shown("collecting") as show:
        for away in (False, True, True):
            show.progress(Progress(1, 0, 0, 2, 4, away=away))

    assert capsys.readouterr().err.count("the database cannot be reached") == 1
