"""What the audio model reads: descriptors of clips that have a genre."""

from __future__ import annotations

import pandas as pd

from warehouse.connect import View
from warehouse.queries.fixed import text_of


def labelled(view: View) -> pd.DataFrame:
    """clip, label, artist ('' where the catalogue does not know it), name, value: the collection with most labelled clips.

    Ordered by clip and name.
    """
    return view.frame(text_of("labelled_descriptors"))
