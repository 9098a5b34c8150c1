"""Small transactional tables beside the warehouse, through SQLAlchemy: jobs, what people decided about genre tags, the
names they gave to groups, what they said about recommendations, their shortlists, the alert rules with what they found, their
saved views, who may come in, and who changed what.

SQLite in the home, or PostgreSQL by the address in the settings, for several servers.
"""

from __future__ import annotations

from warehouse.home import Home
from warehouse.settings import Settings
from warehouse.userdata.actors import Actor, Audit, acting, actor, watch
from warehouse.userdata.alerts import AlertEvent, AlertRule, Alerts
from warehouse.userdata.engine import is_kept, opened
from warehouse.userdata.feedback import VERDICTS, Feedback, ItemKind, Said, Verdict
from warehouse.userdata.forgetting import forget
from warehouse.userdata.group_names import GroupName, GroupNames
from warehouse.userdata.jobs import (
    CANCELLED,
    CANCELLING,
    DONE,
    FAILED,
    GONE,
    RUNNING,
    WHOLE,
    Job,
    Jobs,
    reporter,
)
from warehouse.userdata.retags import DECISIONS, Decision, Retag, Retags
from warehouse.userdata.shortlists import Change, Entry, Shortlist, Shortlists
from warehouse.userdata.users import User, Users
from warehouse.userdata.views import SavedView, Views

__all__ = [
    "CANCELLED",
    "CANCELLING",
    "DECISIONS",
    "DONE",
    "FAILED",
    "GONE",
    "RUNNING",
    "VERDICTS",
    "WHOLE",
    "Actor",
    "AlertEvent",
    "AlertRule",
    "Alerts",
    "Audit",
    "Change",
    "Decision",
    "Entry",
    "Feedback",
    "GroupName",
    "GroupNames",
    "ItemKind",
    "Job",
    "Jobs",
    "Retag",
    "Retags",
    "Said",
    "SavedView",
    "Shortlist",
    "Shortlists",
    "User",
    "UserData",
    "Users",
    "Verdict",
    "Views",
    "acting",
    "actor",
    "is_kept",
    "reporter",
]


class UserData(Jobs):
    """Access to the tables of one home: jobs by its own methods, decisions about tags as `retags`, names of
    groups as `group_names`, verdicts about recommendations as `feedback`, lists of tracks as `shortlists`, alert rules as
    `alerts`, saved
    views as `views`, people as `users`, what was changed as `audit`. Without `settings`, those of the environment.
    """

    def __init__(self, home: Home, settings: Settings | None = None) -> None:
        engine = self._database = opened(home, settings)
        watch(engine)
        super().__init__(engine)
        self.retags = Retags(engine)
        self.group_names = GroupNames(engine)
        self.shortlists = Shortlists(engine)
        self.feedback = Feedback(engine)
        self.alerts = Alerts(engine)
        self.users = Users(engine)
        self.audit = Audit(engine)
        self.views = Views(engine)

    def forget(self, listener: str) -> dict[str, int]:
        """Erase what these tables hold of a listener, from the file's bytes too. Table -> rows."""
        return forget(self._database, listener)
