"""Five minutes with each job: what to open, in which order, and what to look at there. Help and docs/guides.md show them."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.urlstate import link


@dataclass(frozen=True)
class Step:
    """One thing to do: the words of its link, where that leads, what to look at there."""

    words: str
    href: str
    look: str


@dataclass(frozen=True)
class Guide:
    """Five minutes with one job."""

    job: str
    asks: str
    steps: tuple[Step, ...]


HIDDEN = link("/discover", where="popularity < 40 and danceability >= 0.7", sort="-energy")
GUIDES = (
    Guide(
        "Executive",
        "How is the catalogue doing, and what needs a decision?",
        (
            Step(
                "Overview", "/", "Key figures with their change, then what rises and falls; red dots need a decision."
            ),
            Step("Alerts", "/alerts", "What moved more than its own past explains, and how often chance does that."),
            Step(
                "Forecasts",
                "/trends/forecasts",
                "Where a series goes, with intervals, and how such forecasts did before.",
            ),
            Step(
                "Data & models",
                "/data",
                "How old the data are, what was rejected, what the models can be trusted with.",
            ),
        ),
    ),
    Guide(
        "A&R scout",
        "What fits, who rises, and what has nobody noticed?",
        (
            Step(
                "Discover", HIDDEN, "A filter as chips, as rules and as words; the count and the table follow at once."
            ),
            Step("Hidden gems", "/discover?view=gems", "Tracks below what their sound and genre let expect."),
            Step("Artists", "/artists", "Who rises for their size; open one to set it against the hits of its genre."),
            Step(
                "Screening",
                "/screening",
                "Where a track that is not out yet would land; drop a recording in the tab Audio.",
            ),
            Step("Shortlists", "/shortlists", "What you picked, with notes; export it as CSV or Excel."),
        ),
    ),
    Guide(
        "Marketing",
        "When to release, where the money goes, and what fits a film?",
        (
            Step(
                "Timing",
                "/campaigns/timing",
                "Months, weekdays and crowded weeks, or the words: not identified in this data.",
            ),
            Step(
                "Budget",
                "/campaigns",
                "Your limits and curves; the split, its lift over equal shares, the lift's interval.",
            ),
            Step(
                "Sync brief", "/campaigns/sync", "Hard rules with what each leaves, wishes as a score with its parts."
            ),
            Step(
                "Audience", "/campaigns/audience", "Who listens, what each segment plays more, what is missing for it."
            ),
        ),
    ),
    Guide(
        "Catalogue manager",
        "Are the tags right, and what is in here twice?",
        (
            Step("Genres", "/genres", "Which tags hold up on unseen artists; doubtful ones to accept or keep."),
            Step("Repeats", "/data?tab=repeats", "Recordings that stand in the catalogue more than once."),
            Step(
                "Rejected rows",
                "/data?tab=rejects",
                "Every row that was not loaded, with file, line, column and reason.",
            ),
            Step("Map", "/map", "What sounds alike; draw around a region to list and export it."),
        ),
    ),
    Guide(
        "Producer, artist",
        "Which genre is this, how would it land, what is it close to, and what if it changed?",
        (
            Step(
                "A recording",
                "/screening?tab=audio",
                "Drop a sound file: what is measured of it, and its nearest tracks.",
            ),
            Step("A form", "/screening?tab=form", "Genre, popularity with its interval, and what speaks for each."),
            Step("Variants", "/screening?tab=variants", "Two versions side by side: what the change would go with."),
            Step("Drivers", "/drivers", "What goes with popularity or a genre here, and how stable that is."),
        ),
    ),
    Guide(
        "Curator",
        "What belongs together, and what comes next?",
        (
            Step("Map", "/map", "Groups by sound; colour by a mood; draw around a region and make a playlist of it."),
            Step(
                "Playlists", "/recommend/playlists", "From words, a group, seeds or a listener: length, tempo, energy."
            ),
            Step(
                "Look at one",
                "/recommend/playlists?view=fit",
                "What holds a playlist together, what stands apart, what fits.",
            ),
            Step("Recommend", "/recommend", "From familiar to deep cuts, each with its reason; a like counts at once."),
        ),
    ),
    Guide(
        "Data owner",
        "What came in, what was refused and why, and how far can the models be trusted?",
        (
            Step(
                "Loads",
                "/data",
                "Drop a file; rows read are rows loaded, merged and rejected; a load is taken back whole.",
            ),
            Step("Checks", "/data?tab=checks", "Keys, ranges and references of everything that was built."),
            Step(
                "Model cards", "/data?tab=models", "The honest figure beside the one that leaks, with n and interval."
            ),
            Step("Dictionary", "/data?tab=dictionary", "Every column and table, with the values they take."),
            Step("Audit", "/audit", "Who changed what, and when; for editors."),
        ),
    ),
)
