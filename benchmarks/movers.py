"""How many false alarms do the default thresholds raise on shuffled data that they were not chosen on?

    python benchmarks/movers.py --home HOME     a home with charts or events, built

Reads it, shuffles the weekly changes of every series anew (blocks go elsewhere than at the build; of large groups
other series are drawn), and counts what the defaults of the build raise there. Nothing in the home is changed: the tables are
made in a transaction that is rolled back.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Run as a script, the folder of this file comes first and would hide packages of the same name.
sys.path[:] = [str(HERE.parent), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

import pandas as pd

from analytics.movers.rates import GROUP, Rates
from warehouse import settings
from warehouse.build import RELATIONS
from warehouse.connect import Workbench
from warehouse.home import Home
from warehouse.queries import movers

MADE = ("mover_shuffles", "mover_scores", "mover_told", "mover_rates")
ANEW = {
    "hash(item, run, copy, block)": "hash(item, run, copy, block, {seed})",
    "hash(runs.item, 1)": "hash(runs.item, 1, {seed})",
}
SEEDS = range(1, 6)


def again(workbench: Workbench, seed: int) -> pd.DataFrame:
    """The rates on other shuffles, as warehouse.queries.movers.rates gives them."""
    relations = {relation.name: relation for relation in RELATIONS if relation.name in MADE}
    workbench.con.execute("begin")
    for name in MADE:
        text = relations[name].sql
        for fixed, other in ANEW.items() if name == "mover_shuffles" else ():
            assert fixed in text
            text = text.replace(fixed, other.format(seed=seed))
        workbench.con.execute(f"create or replace {relations[name].kind} {name} as {text}")
    found = movers.rates(workbench)
    workbench.con.execute("rollback")
    return found


def main() -> None:
    """Print false alarms in 1,000 series-months by source, kind of series and movement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    known = replace(settings.load(), home=parser.parse_args().home)
    with Workbench(Home(known.home), known) as workbench:
        chosen = Rates(movers.rates(workbench)).defaults()[[*GROUP, "threshold"]]
        other = pd.concat([again(workbench, seed) for seed in SEEDS]).groupby([*GROUP, "threshold"], as_index=False)
        summed = other[["shuffled_alarms", "shuffled_months"]].sum()
    both = chosen.merge(summed, on=[*GROUP, "threshold"])
    both["per_1000"] = 1000 * both["shuffled_alarms"] / both["shuffled_months"]
    print(both.to_string(index=False, float_format="{:.2f}".format))
    total = 1000 * both["shuffled_alarms"].sum() / both["shuffled_months"].sum()
    print(f"All kinds together: {total:.2f} false alarms in 1,000 series-months")


if __name__ == "__main__":
    main()
