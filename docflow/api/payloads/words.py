"""The enumerations of payloads: spelled as the states, and spelled out in the description."""

from typing import Annotated

from docflow.api.payloads.shapes import spelled
from docflow.batches.models import Item
from docflow.copies.states import State as OfCopy
from docflow.documents.changes import Mark as Marks
from docflow.documents.kinds import Circulation as Circulations
from docflow.documents.kinds import Urgency as Urgencies
from docflow.documents.models import Link, Mending, Version
from docflow.exchange.states import Code as Codes
from docflow.exchange.states import State as OfDelivery
from docflow.incoming.extending import ExtensionState as OfExtension
from docflow.incoming.models import Assignment, Proposal
from docflow.incoming.states import Finding as Findings
from docflow.incoming.states import State as OfIncoming
from docflow.outgoing.models import Channel as Channels
from docflow.outgoing.states import State as OfOutgoing
from docflow.people.models import Appointment, Delegation
from docflow.permissions import Permission as Permissions
from docflow.recalls.states import Got, Sent
from docflow.signatures.models import DeskRequest, SigningKey, Status
from docflow.units.models import UnitCode

OutgoingState = Annotated[OfOutgoing, spelled(OfOutgoing)]
CopyState = Annotated[OfCopy, spelled(OfCopy)]
IncomingState = Annotated[OfIncoming, spelled(OfIncoming)]
MendingKind = Annotated[Mending.Kind, spelled(Mending.Kind)]
RecallState = Annotated[Sent, spelled(Sent)]
RequestState = Annotated[Got, spelled(Got)]
DeliveryState = Annotated[OfDelivery, spelled(OfDelivery)]
StatusCode = Annotated[Codes, spelled(Codes)]
Finding = Annotated[Findings, spelled(Findings)]
Channel = Annotated[Channels, spelled(Channels)]
Urgency = Annotated[Urgencies, spelled(Urgencies)]
Circulation = Annotated[Circulations, spelled(Circulations)]
Mark = Annotated[Marks, spelled(Marks)]
LinkKind = Annotated[Link.Kind, spelled(Link.Kind)]
VersionRole = Annotated[Version.Role, spelled(Version.Role)]
TaskEnd = Annotated[Assignment.Ended, spelled(Assignment.Ended)]
ExtensionState = Annotated[OfExtension, spelled(OfExtension)]
TaskRole = Annotated[Assignment.Role, spelled(Assignment.Role)]
ProposalOutcome = Annotated[Proposal.Outcome, spelled(Proposal.Outcome)]
PostKind = Annotated[Appointment.Kind, spelled(Appointment.Kind)]
DelegationKind = Annotated[Delegation.Kind, spelled(Delegation.Kind)]
DeskAct = Annotated[DeskRequest.Act, spelled(DeskRequest.Act)]
KeyPurpose = Annotated[SigningKey.Purpose, spelled(SigningKey.Purpose)]
KeyKind = Annotated[SigningKey.Kind, spelled(SigningKey.Kind)]
KeyStatus = Annotated[Status, spelled(Status)]
RevokedBecause = Annotated[SigningKey.Because, spelled(SigningKey.Because)]
ItemState = Annotated[Item.State, spelled(Item.State)]
CodeScheme = Annotated[UnitCode.Scheme, spelled(UnitCode.Scheme)]
Permission = Annotated[Permissions, spelled(Permissions)]
