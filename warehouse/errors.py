"""Every error a user can meet, each with a message (what went wrong, where) and a hint (what to do).

::

    RepertoireError
    ├── InputError                 something about the files given
    │   ├── MissingInput           no such file or directory
    │   ├── UnreadableInput        not text, not decodable, or not of the format its name says
    │   ├── EmptyInput             no bytes, or a header without rows
    │   ├── NotRecognised          no known kind of input has these columns
    │   └── NothingUsable          every row was rejected
    ├── FilterError                a filter expression, sort or column list that cannot be understood
    ├── HomeError                  something about REPERTOIRE_HOME
    │   ├── HomeNotWritable
    │   ├── HomeBusy               another process is writing
    │   ├── NewerWarehouse         made by a newer version
    │   └── NoSnapshot             nothing has been published yet
    ├── ServeError                 something about the address to serve on
    │   ├── PortInUse
    │   └── AddressRefused
    ├── ModelError
    │   ├── NotTrainable           the data cannot carry this model
    │   ├── BadArtefact            a stored model that is damaged, foreign or unsafe
    │   └── UnknownModel
    └── SettingError               a REPERTOIRE_* value that cannot be read

They are caught in three places only: the command line, Dash's ``on_error`` and the load report.
"""


class RepertoireError(Exception):
    """An error with advice.

    Parameters
    ----------
    message : what was wrong and where, one sentence.
    hint : what the reader can do about it, one sentence; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(RepertoireError):
    """Something about the files given."""


class MissingInput(InputError):
    """No such file or directory."""


class UnreadableInput(InputError):
    """Not text, not decodable, or not of the format its name says."""


class EmptyInput(InputError):
    """No bytes, or a header without rows."""


class NotRecognised(InputError):
    """No known kind of input has these columns."""


class NothingUsable(InputError):
    """Every row was rejected."""


class FilterError(RepertoireError):
    """A filter expression, sort or column list that cannot be understood."""


class HomeError(RepertoireError):
    """Something about the folder that holds everything."""


class HomeNotWritable(HomeError):
    """The folder cannot be created or written."""


class HomeBusy(HomeError):
    """Another process is writing to the same folder."""


class NewerWarehouse(HomeError):
    """The folder was made by a newer version of Repertoire."""


class NoSnapshot(HomeError):
    """Nothing has been published yet."""


class ServeError(RepertoireError):
    """Something about the address to serve on."""


class PortInUse(ServeError):
    """Another program listens there."""


class AddressRefused(ServeError):
    """An address that other machines could reach, without credentials."""


class ModelError(RepertoireError):
    """Something about a model."""


class NotTrainable(ModelError):
    """The data cannot carry this model."""


class BadArtefact(ModelError):
    """A stored model that is damaged, foreign or unsafe."""


class UnknownModel(ModelError):
    """No model or run of that name."""


class SettingError(RepertoireError):
    """A setting whose value cannot be read."""
