from portal.reports import rollup
from tests import make
from tests.make import W34


def test_a_correction_replaces_the_first_figure(both):
    village, asked = make.village(), make.weekly()
    officer = make.officer(village)
    make.submit(village, W34, by=officer, meetings=3)
    make.submit(village, W34, by=officer, meetings=4)
    tally = rollup.by_node(asked, W34, node=village.parent.id)[village.parent.id]
    assert tally.reported[0] == 4
