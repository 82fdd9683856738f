"""What an entry says. One shape for reads, refusals and acts that are not reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4


class Act(StrEnum):
    """What was done; the word that stands in the entry."""

    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    SEARCH = "search"
    PREVIEW = "preview"
    OPEN = "open"
    VIEW_PERSON = "view person"
    VIEW_HOUSEHOLD = "view household"
    VIEW_FAMILY = "view family"
    VIEW_PLACE = "view place"
    PRINT_PERSON = "print person"
    PRINT_HOUSEHOLD = "print household"
    PRINT_FAMILY = "print family"
    SERVED = "served"
    LOAD = "load"
    LINK = "link"
    PUBLISH = "publish"
    ADOPT_AGREEMENT = "adopt agreement"
    SEND_OUT_AGREEMENT = "send out agreement"
    SIGN_AGREEMENT = "sign agreement"
    CONFIRM_SIGNATURE = "confirm signature"
    WITHDRAW_SIGNATURE = "withdraw signature"
    SUSPEND_AGREEMENT = "suspend agreement"
    RESUME_AGREEMENT = "resume agreement"
    SWITCH_OFF = "switch off"
    BEGIN_ASSESSMENT = "begin assessment"
    SIGN_ASSESSMENT = "sign assessment"
    REGISTER_ORGANISATIONS = "register organisations"
    EDIT_ORGANISATION = "edit organisation"
    CLOSE_ORGANISATION = "close organisation"
    SET_MEMBERSHIP = "set membership"
    END_MEMBERSHIP = "end membership"
    GIVE_CODE = "give code"
    SET_PASSWORD = "set password"
    RECORD_ASSURANCE = "record assurance"
    CHECK_ASSURANCE = "check assurance"
    WITHDRAW_ASSURANCE = "withdraw assurance"
    EXTEND_ASSURANCE = "extend assurance"
    ANSWER_QUESTIONS = "answer questions"
    VOUCH = "vouch"
    STOP_VOUCHING = "stop vouching"
    READ_RECORD = "read record"
    EXPORT_RECORD = "export record"
    RECONCILE = "reconcile"
    CONFIRM_CLOCK = "confirm clock"
    SET_FACT = "set fact"
    LIFT_FACT = "lift fact"
    VIEW_FACT = "view fact"
    GIVE_CONSENT = "give consent"
    WITHDRAW_CONSENT = "withdraw consent"
    COMPARE_RECORDS = "compare records"
    JUDGE_LINK = "judge link"
    LABEL_LINK = "label link"
    UNDO_LINK_DECISION = "undo link decision"
    REPORT_WRONG_LINK = "report wrong link"
    SETTLE_WRONG_LINK = "settle wrong link"
    REQUEST_CORRECTION = "request correction"
    READ_CORRECTION = "read correction"
    CHECK_RECORD = "check record"
    ANSWER_CORRECTION = "answer correction"
    READ_CORRECTION_ANSWER = "read correction answer"
    CLOSE_CORRECTION = "close correction"
    FOLLOW_CASELOADS = "follow caseloads"
    VIEW_CASELOAD = "view caseload"
    NOTICE_CHANGES = "notice changes"
    ADD_TO_CASELOAD = "add to caseload"
    TAKE_OFF_CASELOAD = "take off caseload"
    ASK = "ask"
    READ_ASK = "read ask"
    REMIND_OF_ASK = "remind of ask"
    ANSWER_ASK = "answer ask"
    READ_ANSWER = "read answer"
    CLOSE_ASK = "close ask"
    DECIDE_SHARING = "decide sharing"
    READ_SHARED = "read shared"
    STOP_SHARING = "stop sharing"
    MAKE_HOMES_LIST = "make list of homes"
    VIEW_HOMES = "view homes"
    PRINT_HOMES = "print homes"
    LOAD_OPT_OUTS = "load opt-outs"
    EMERGENCY_OPEN = "emergency open"
    EMERGENCY_AT_PLACES = "emergency at places"
    VIEW_EMERGENCY = "view emergency"
    PRINT_EMERGENCY = "print emergency"
    ANNOUNCE = "announce"
    VIEW_REVIEW = "view review"
    REVIEW = "review"
    NOTE_DATA_REQUEST = "note data request"
    READ_DATA_REQUEST = "read data request"
    CHANGE_DATA_REQUEST = "change data request"
    ASK_CONTROLLERS = "ask controllers"
    LOOK_FOR_SUBJECT = "look for subject"
    DECIDE_DATA_GIVEN = "decide data given"
    ANSWER_DATA_REQUEST = "answer data request"
    DOWNLOAD_DATA_ANSWER = "download data answer"
    LOAD_STAFF = "load staff"
    SET_CANARY = "set canary"
    PROPOSE_PROJECT = "propose project"
    APPROVE_PROJECT = "approve project"
    REFUSE_PROJECT = "refuse project"
    END_PROJECT = "end project"
    PREPARE_ANALYSIS = "prepare analysis"
    SAVE_QUESTION = "save question"
    ASK_QUESTION = "ask question"
    RELEASE = "release"
    REGISTER_INTERVENTION = "register intervention"
    CHANGE_INTERVENTION = "change intervention"
    DECIDE_INTERVENTION = "decide intervention"
    LOAD_USE_CASES = "load use cases"
    LOAD_SITES = "load sites"
    PROPOSE_OPTION = "propose option"
    DECIDE_OPTION = "decide option"

    @property
    def words(self) -> str:
        """What was done, as a list of acts says it."""
        return _WORDS.get(self, self.value.capitalize())


_WORDS = {
    Act.SIGN_IN: "Signed in",
    Act.SIGN_OUT: "Signed out",
    Act.SEARCH: "Searched for a person",
    Act.PREVIEW: "Looked at who a search result is",
    Act.OPEN: "Opened a record",
    Act.VIEW_PERSON: "Looked at a person page",
    Act.VIEW_HOUSEHOLD: "Looked at who lives at an address",
    Act.VIEW_FAMILY: "Looked at who somebody's family is",
    Act.VIEW_PLACE: "Looked at what is known of an address",
    Act.PRINT_PERSON: "Printed a person page",
    Act.PRINT_HOUSEHOLD: "Printed who lives at an address",
    Act.PRINT_FAMILY: "Printed who somebody's family is",
    Act.SERVED: "Noted what a look had served",
    Act.LOAD: "Loaded a dataset",
    Act.LINK: "Linked a dataset",
    Act.PUBLISH: "Published a dataset",
    Act.ADOPT_AGREEMENT: "Adopted an agreement",
    Act.SEND_OUT_AGREEMENT: "Sent an agreement out for signature",
    Act.SIGN_AGREEMENT: "Signed an agreement",
    Act.CONFIRM_SIGNATURE: "Confirmed an agreement that was signed elsewhere",
    Act.WITHDRAW_SIGNATURE: "Withdrew from an agreement",
    Act.SUSPEND_AGREEMENT: "Suspended an agreement",
    Act.RESUME_AGREEMENT: "Resumed an agreement",
    Act.SWITCH_OFF: "Switched off a derived field of an agreement",
    Act.BEGIN_ASSESSMENT: "Began an impact assessment",
    Act.SIGN_ASSESSMENT: "Signed off an impact assessment",
    Act.REGISTER_ORGANISATIONS: "Registered organisations",
    Act.EDIT_ORGANISATION: "Changed what is known of an organisation",
    Act.CLOSE_ORGANISATION: "Closed an organisation",
    Act.SET_MEMBERSHIP: "Set what somebody may act as",
    Act.END_MEMBERSHIP: "Ended what somebody may act as",
    Act.GIVE_CODE: "Gave somebody a code to set their password with",
    Act.SET_PASSWORD: "Set their password",
    Act.RECORD_ASSURANCE: "Recorded evidence of an organisation's assurance",
    Act.CHECK_ASSURANCE: "Checked evidence of an organisation's assurance",
    Act.WITHDRAW_ASSURANCE: "Withdrew evidence of an organisation's assurance",
    Act.EXTEND_ASSURANCE: "Extended an assurance that lapsed",
    Act.ANSWER_QUESTIONS: "Answered the questions for small organisations",
    Act.VOUCH: "Decided whether to vouch for a small organisation",
    Act.STOP_VOUCHING: "Took back vouching for a small organisation",
    Act.READ_RECORD: "Read the record of who saw what",
    Act.EXPORT_RECORD: "Exported the record of who saw what",
    Act.RECONCILE: "Reconciled the counts of reads with the record",
    Act.CONFIRM_CLOCK: "Confirmed that the clock is right",
    Act.SET_FACT: "Set a fact that forbids",
    Act.LIFT_FACT: "Lifted a fact that forbids",
    Act.VIEW_FACT: "Read why somebody else set a fact or noted a consent",
    Act.GIVE_CONSENT: "Noted a consent",
    Act.WITHDRAW_CONSENT: "Noted that a consent was withdrawn",
    Act.COMPARE_RECORDS: "Looked at two records to judge whether they are of one person",
    Act.JUDGE_LINK: "Judged whether two records are of one person",
    Act.LABEL_LINK: "Labelled two records, to measure how good links are",
    Act.UNDO_LINK_DECISION: "Undid a decision about two records",
    Act.REPORT_WRONG_LINK: "Reported that a record is somebody else's",
    Act.SETTLE_WRONG_LINK: "Settled a report of somebody else's record",
    Act.REQUEST_CORRECTION: "Said that something in a record is wrong",
    Act.READ_CORRECTION: "Read what is said to be wrong in a record",
    Act.CHECK_RECORD: "Looked at a record in which something is said to be wrong",
    Act.ANSWER_CORRECTION: "Answered that something in a record is wrong",
    Act.READ_CORRECTION_ANSWER: "Read the answer to what they said is wrong in a record",
    Act.CLOSE_CORRECTION: "Closed what they said is wrong in a record",
    Act.FOLLOW_CASELOADS: "Brought caseloads up to date from records",
    Act.VIEW_CASELOAD: "Looked at a caseload",
    Act.NOTICE_CHANGES: "Was told what changed for people on their caseload",
    Act.ADD_TO_CASELOAD: "Put somebody on their caseload",
    Act.TAKE_OFF_CASELOAD: "Took somebody off their caseload",
    Act.ASK: "Asked a service about somebody",
    Act.READ_ASK: "Read what a service is asked about somebody",
    Act.REMIND_OF_ASK: "Reminded a service of what they asked",
    Act.ANSWER_ASK: "Answered what their service was asked",
    Act.READ_ANSWER: "Read the answer to what they asked",
    Act.CLOSE_ASK: "Closed what they asked a service",
    Act.DECIDE_SHARING: "Decided whether to share something about somebody",
    Act.READ_SHARED: "Read what somebody decided to share with them",
    Act.STOP_SHARING: "Stopped sharing something about somebody",
    Act.MAKE_HOMES_LIST: "Made a list of homes to visit",
    Act.VIEW_HOMES: "Looked at a list of homes to visit",
    Act.PRINT_HOMES: "Printed a list of homes to visit",
    Act.LOAD_OPT_OUTS: "Loaded the list of national opt-outs",
    Act.EMERGENCY_OPEN: "Opened a record in an emergency",
    Act.EMERGENCY_AT_PLACES: "Asked who may need help at places in an emergency",
    Act.VIEW_EMERGENCY: "Looked at who may need help in an emergency",
    Act.PRINT_EMERGENCY: "Printed who may need help in an emergency",
    Act.ANNOUNCE: "Announced an emergency access",
    Act.VIEW_REVIEW: "Read what is to be reviewed",
    Act.REVIEW: "Decided a review",
    Act.NOTE_DATA_REQUEST: "Noted that somebody asks for their own data",
    Act.READ_DATA_REQUEST: "Read what somebody asks of their own data",
    Act.CHANGE_DATA_REQUEST: "Noted how a request for one's own data goes on",
    Act.ASK_CONTROLLERS: "Asked each organisation what it holds about somebody who asks",
    Act.LOOK_FOR_SUBJECT: "Looked at their organisation's records of somebody who asks for them",
    Act.DECIDE_DATA_GIVEN: "Decided what of their organisation's records somebody who asks is given",
    Act.ANSWER_DATA_REQUEST: "Answered a request for one's own data",
    Act.DOWNLOAD_DATA_ANSWER: "Took the answer to a request for one's own data as a file",
    Act.LOAD_STAFF: "Loaded which people are members of staff",
    Act.SET_CANARY: "Set a canary record",
    Act.PROPOSE_PROJECT: "Proposed a project of analysis",
    Act.APPROVE_PROJECT: "Approved a project of analysis",
    Act.REFUSE_PROJECT: "Refused a project of analysis",
    Act.END_PROJECT: "Ended a project of analysis",
    Act.PREPARE_ANALYSIS: "Prepared the data of a project of analysis",
    Act.SAVE_QUESTION: "Saved a question of a project of analysis",
    Act.ASK_QUESTION: "Asked how many people there are of some kind",
    Act.RELEASE: "Released protected counts of people",
    Act.REGISTER_INTERVENTION: "Registered a service change",
    Act.CHANGE_INTERVENTION: "Changed the plan of a service change",
    Act.DECIDE_INTERVENTION: "Decided how a service change goes on",
    Act.LOAD_USE_CASES: "Loaded what the county wants to do with data",
    Act.LOAD_SITES: "Loaded a register of sites",
    Act.PROPOSE_OPTION: "Asked for an option for sites",
    Act.DECIDE_OPTION: "Decided on an option for sites",
}


@dataclass(frozen=True)
class Viewer:
    """Who acted. Organisation and role stand in the entry; the user only in the viewer's own detail."""

    organisation: str
    role: str
    user_id: str


@dataclass(frozen=True)
class ProviderPart:
    """What one provider may see of an entry: its own flows and fields, and no other's."""

    provider: str
    flows: tuple[str, ...]
    fields: tuple[str, ...]
    records: tuple[str, ...] = ()
    read: Mapping[str, int] = field(default_factory=dict)
    """After a read: dataset → rows read, shown or not, to be reconciled with the count kept apart."""
    read_on: date | None = None
    """The day that they are counted for."""


@dataclass(frozen=True)
class Draft:
    """An entry to be. The same `identifier` twice makes one entry.

    `viewer_detail` (reason, terms) is for the viewer's own reviewers, `persons` for subject access:
    both are committed to, stored beside the entry, and erasable.
    """

    act: Act
    at: datetime
    by: Viewer
    outcome: str
    purpose: str = ""
    reason_category: str = ""
    mode: str = ""
    grants_hash: str = ""
    decision_hash: str = ""
    about: UUID | None = None
    persons: tuple[str, ...] = ()
    providers: tuple[ProviderPart, ...] = ()
    viewer_detail: Mapping[str, Any] = field(default_factory=dict)
    identifier: UUID = field(default_factory=uuid4)
