from tests.petitions.conftest import nation as nation
from tests.petitions.conftest import nation_of_both as nation_of_both
