"""Every error a user can meet, each with a message (what went wrong, where) and a hint (what to do).

::

    RepertoireError
    ├── InputError                 something about the files given
    │   ├── MissingInput           no such file or directory
    │   ├── UnreadableInput        not text, not decodable, or not of the format its name says
    │   ├── EmptyInput             no bytes, or a header without rows
    │   ├── NotRecognised          no known kind of input has these columns
    │   ├── NothingUsable          every row was rejected
    │   ├── BadAudio               a sound file that is damaged, silent, too short, or no sound at all
    │   └── UploadRefused          a file that the browser sent and that is not taken
    ├── FetchError                 something about a public data set that should come in
    │   ├── UnknownSource          the registry has no data set of that name
    │   ├── PlaceByHand            only a person can get the file, and it is not there yet
    │   ├── NotReached             no network, no answer, or a refusal
    │   └── WrongContent           what came is not what the registry says
    ├── FilterError                a filter expression, sort or column list that cannot be understood
    ├── HomeError                  something about REPERTOIRE_HOME
    │   ├── HomeNotWritable
    │   ├── HomeBusy               another process is writing
    │   ├── NewerWarehouse         made by a newer version
    │   ├── NoSnapshot             nothing has been published yet
    │   ├── DamagedSnapshot        the published file was cut or overwritten while it is served
    │   ├── OlderSnapshot          published by an earlier version, without tables of this one
    │   ├── BadBackup              a file that is no backup, or a damaged one
    │   ├── UserDataError          the server that keeps user data does not answer or refuses
    │   ├── BadReference           a table in its folder `reference` that does not say what it should
    │   └── UnknownLoad
    ├── AccessError                something about who may do what
    │   ├── NotAllowed             a change by somebody who may only look
    │   └── BadUser                a name, password or role that is none, or too many tries
    ├── TooMuchMemory              a question that needs more memory than a query may use
    ├── TooMuchTime                a question that took longer than a query may take
    ├── NobodyWaits                a question whose asker has left
    ├── TooBusy                    as many downloads as may be are being made
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


class BadAudio(InputError):
    """A sound file that is damaged, silent, too short, or no sound at all."""


class UploadRefused(InputError):
    """A file that the browser sent and that is not taken: too large, empty, broken off, or from another site."""


class FetchError(RepertoireError):
    """Something about a public data set that should come in."""


class UnknownSource(FetchError):
    """The registry has no data set of that name."""


class PlaceByHand(FetchError):
    """Only a person can get the file, and it is not there yet."""


class NotReached(FetchError):
    """No network, no answer, or a refusal."""


class WrongContent(FetchError):
    """What came is not what the registry says."""


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


class DamagedSnapshot(HomeError):
    """The published file was cut or overwritten while it is served."""


class OlderSnapshot(HomeError):
    """What is published was made by an earlier version and lacks tables of this one."""


class UserDataError(HomeError):
    """The server that keeps user data does not answer, or refuses what it is given."""


class BadBackup(HomeError):
    """A file that is no backup of ours, or a damaged one."""


class BadReference(HomeError):
    """A table that is edited as data, such as moods.csv, and that does not say what it should."""


class UnknownLoad(HomeError):
    """No load of that number."""


class AccessError(RepertoireError):
    """Something about who may do what."""


class NotAllowed(AccessError):
    """A change by somebody who may only look."""


class BadUser(AccessError):
    """A name, password or role that is none, a name that is not there, or too many tries to sign in."""


class TooMuchMemory(RepertoireError):
    """A question that needs more memory than a query may use."""


class TooMuchTime(RepertoireError):
    """A question that took longer than a query may take."""


class NobodyWaits(RepertoireError):
    """A question whose asker has left: it was stopped, and nobody reads this."""


class TooBusy(RepertoireError):
    """A download while as many as may be are being made: it is asked for again later."""


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
