"""Every filter between the tables and those who ask, and what shows when it is gone."""

from dataclasses import dataclass

Cell = tuple[str, str, str, str, str]
Lock = tuple[str, str, str]


@dataclass(frozen=True)
class Filter:
    """A filter: the function, its words, what stands there instead; the cell or list that tells.

    `behind`: filters before it that are opened first, where two stand one behind the other.
    """

    name: str
    where: str
    rule: str
    instead: str = ""
    cell: Cell = ("", "", "", "", "")
    shown: str = ""
    behind: tuple[Lock, ...] = ()


VISIBLE = "docflow.documents.models:DocumentQuerySet.visible_to"
GIVEN = "docflow.documents.models:_given_to"
ALL_VISIBLE: Lock = (VISIBLE, "given = _given_to(actor)\n", "return self.all()\n")
READERS_SEE_ALL: Lock = (
    "docflow.desks.walking:newest",
    "Document.objects.visible_to(actor)",
    "(Document.objects if may(actor, Permission.DOCUMENT_READ, actor.unit)"
    " else Document.objects.visible_to(actor))",
)
"""Only of those who read in the unit: others have been given what they may not work on."""
WAYS: Lock = (
    "docflow.people.actor:ways_to_act",
    "if each.covers(day)]",
    "]",
)


def _page(address: str, name: str, kind: str = "", thing: str = "", method: str = "GET") -> Cell:
    return address, method, name, kind, thing


FILTERS: tuple[Filter, ...] = (
    Filter(
        "documents: of the unit or given",
        VISIBLE,
        ".filter(given | Exists(lent))",
        "",
        _page("document", "beside.clerk", "incoming", "registered"),
    ),
    Filter(
        "documents: only those given to the post",
        GIVEN,
        "Q(Exists(given.filter(appointment=actor.stands_for)))",
        "Q(unit=unit)",
        _page("document", "home.specialist", "outgoing", "of_assistant"),
    ),
    Filter(
        "documents: given to this unit, not to any",
        GIVEN,
        "Q(appointment=actor.stands_for) | Q(unit=unit)",
        "Q(appointment=actor.stands_for) | Q(unit__isnull=False)",
        _page("document", "beside.clerk", "incoming", "assigned"),
    ),
    Filter(
        "documents: given to work on, to whoever may work",
        GIVEN,
        "if not actor.permissions_in(unit) & WORKING:",
        "if unit is None:",
        _page("api:show_document", "home.specialist:2:cancels", "incoming", "assigned"),
    ),
    *(
        Filter(
            f"{code} of the unit",
            f"docflow.{where}",
            "self.filter(unit=unit)",
            "self.all()",
            shown=f"queue {code}",
        )
        for code, where in (
            ("to_number", "outgoing.models:OutgoingQuerySet.of"),
            ("to_issue", "outgoing.models:OutgoingQuerySet.of"),
            ("to_check", "outgoing.models:OutgoingQuerySet.of"),
            ("to_initial", "outgoing.models:OutgoingQuerySet.of"),
            ("to_receive", "incoming.models:IncomingQuerySet.of"),
            ("to_decide", "incoming.models:IncomingQuerySet.of"),
        )
    ),
    *(
        Filter(
            f"{code}: {rule.strip(' ,&')}",
            f"docflow.desks.queue_table:{where}",
            rule,
            instead,
            shown=f"queue {code}",
        )
        for code, where, rule, instead in (
            ("to_seal", "_on_the_desk", ", unit=actor.unit", ""),
            ("my_drafts", "_my_drafts", ", drafter=actor.stands_for", ""),
            ("under_way", "_under_way", ", drafter=actor.stands_for", ""),
            ("for_information", "_to_note", "if may(actor", "if actor or may(actor"),
            ("for_information", "_tasks", ", unit=actor.unit", ""),
            ("for_information", "_tasks", "person=actor.stands_for", "person__isnull=False"),
            ("to_lead", "_tasks", "person=actor.stands_for", "person__isnull=False"),
            ("to_collaborate", "_tasks", "person=actor.stands_for", "person__isnull=False"),
            ("to_reassign", "_tasks", ", unit=actor.unit", ""),
            ("follow_up", "_followed", "addressee=actor.unit, ", ""),
            ("soon_late", "_followed", "addressee=actor.unit, ", ""),
            ("came_back", "_deliveries", "filter(unit=actor.unit)", "all()"),
        )
    ),
    Filter(
        "to_sign: signer=post",
        "docflow.outgoing.joint:waits_for",
        ", signer=post",
        "",
        shown="queue to_sign",
    ),
    Filter(
        "to_initial: not the own draft",
        "docflow.desks.turn_queues:to_initial",
        " & ~Q(drafter__user=actor.user)",
        "",
        shown="queue to_initial",
    ),
    Filter(
        "queues: only for who may read in the unit",
        "docflow.desks.queues:queues_of",
        "(reads or queue.code in OWN)",
        "queue",
        _page("api:show_queue", "home.clerk:blind", "queue", "to_number"),
    ),
    Filter(
        "queues: by what may be done",
        "docflow.desks.queues:queues_of",
        "queue.who in held and",
        "",
        _page("queue", "home.auditor", "queue", "to_number"),
    ),
    Filter(
        "books of the unit",
        "docflow.desks.registers:books_of",
        "Register.objects.filter(unit=unit)",
        "Register.objects.all()",
        _page("registers:book", "beside.clerk", "register", "outgoing"),
    ),
    Filter(
        "a book of another unit by a program",
        "docflow.api.views.registers:_book",
        "unit != by.unit.uid or ",
        "",
        _page("api:show_register", "beside.clerk", "register", "outgoing"),
        behind=(("docflow.desks.registers:books_of", "filter(unit=unit)", "all()"),),
    ),
    Filter(
        "deliveries of the unit",
        "docflow.desks.tracking:deliveries_of",
        "Delivery.objects.filter(unit=unit)",
        "Delivery.objects.all()",
        _page("tracking:list", "beside.clerk"),
    ),
    Filter(
        "deliveries to settle, by a program",
        "docflow.api.views.tracking:acknowledge",
        "Delivery.objects.filter(document__in=seen)",
        "Delivery.objects.all()",
        _page("api:acknowledge", "beside.clerk", "delivery", "to Đơn vị below", "POST"),
    ),
    Filter(
        "the log of the unit",
        "docflow.desks.log_search:chains_of",
        "Chain.objects.filter(name__in=names)",
        "Chain.objects.all()",
        shown="log:export",
    ),
    Filter(
        "documents in the log",
        "docflow.desks.log_search:_visible",
        "Document.objects.visible_to(actor)",
        "Document.objects.all()",
        shown="api:search_log without documents",
    ),
    Filter(
        "people in the log",
        "docflow.desks.log_search:people_of",
        "User.objects.filter(here)",
        "User.objects.all()",
        shown="log:list",
    ),
    Filter(
        "checks of the log",
        "docflow.audit.extent:checks_seen_by",
        "AuditCheck.objects.filter(unit=actor.unit.uid)",
        "AuditCheck.objects.all()",
        _page("log:progress", "beside.auditor", "check", "check"),
    ),
    Filter(
        "search: the words of readers",
        "docflow.search.documents:_reader",
        "return own if actor.permissions_in(unit) & WORKING else None",
        "return Token(rows.of_unit(unit.pk))",
        shown="search",
        behind=(ALL_VISIBLE,),
    ),
    Filter(
        "search: the words of the unit",
        "docflow.search.documents:_reader",
        "AnyOf((Token(rows.of_unit(unit.pk)), own))",
        "Token('@d', open_ended=True)",
        shown="search",
        behind=(ALL_VISIBLE,),
    ),
    Filter(
        "search: the documents themselves",
        "docflow.search.documents:_visible",
        "Document.objects.visible_to(actor)",
        "Document.objects.all()",
        shown="search",
        behind=(
            (
                "docflow.search.documents:_reader",
                "unit = actor.unit\n",
                "return Token('@d', open_ended=True)\n",
            ),
        ),
    ),
    Filter(
        "newest: the documents themselves",
        "docflow.desks.walking:newest",
        "Document.objects.visible_to(actor)",
        "Document.objects.all()",
        shown="api:list_outgoing",
        behind=(
            (
                "docflow.desks.walking:_keys",
                "model.objects.filter(unit=unit)",
                "model.objects.all()",
            ),
        ),
    ),
    Filter(
        "newest: of the unit",
        "docflow.desks.walking:_keys",
        "model.objects.filter(unit=unit)",
        "model.objects.all()",
        shown="api:list_outgoing",
        behind=(READERS_SEE_ALL,),
    ),
    Filter(
        "newest: given to this post",
        "docflow.desks.walking:_given",
        "Access.objects.filter(taker)",
        "Access.objects.all()",
        shown="api:list_outgoing",
        behind=(READERS_SEE_ALL,),
    ),
    Filter(
        "tied documents",
        "docflow.web.views.receiving:_seen",
        "Document.objects.visible_to(request.actor)",
        "Document.objects.all()",
        _page("incoming:register", "home.specialist:2", "incoming", "twin_given"),
    ),
    Filter(
        "documents tied to one",
        "docflow.web.views.documents:_links",
        "Document.objects.visible_to(actor)",
        "Document.objects.all()",
        _page("document", "home.specialist:2", "incoming", "assigned"),
    ),
    Filter(
        "documents tied to one, told to a program",
        "docflow.api.payloads.documents:_links",
        "Document.objects.visible_to(by)",
        "Document.objects.all()",
        _page("api:show_document", "home.specialist:2", "incoming", "assigned"),
    ),
    Filter(
        "documents behind a rate",
        "docflow.desks.drill_down:_told",
        "Document.objects.visible_to(actor)",
        "Document.objects.all()",
        _page("rates:items", "above.leader", "rate", "R1"),
    ),
    Filter(
        "delegations of today",
        "docflow.people.actor:_given_on",
        "Delegation.objects.valid_on(day)",
        "Delegation.objects.all()",
        _page("outgoing:draft", "home.expired"),
        behind=(WAYS,),
    ),
    Filter(
        "a delegation that holds, whoever is taken for its holder",
        "docflow.people.actor:Actor.delegation_on",
        "given if given and given.permissions and given.covers(day) else None",
        "given",
        _page("document", "home.expired", "incoming", "registered"),
        behind=(
            WAYS,
            ("docflow.people.actor:_given_on", "objects.valid_on(day)", "objects.all()"),
        ),
    ),
    Filter(
        "twins told to a program",
        "docflow.api.finding:visible",
        "Document.objects.visible_to(request.actor)",
        "Document.objects.all()",
        _page("api:list_duplicates", "home.specialist:2", "incoming", "twin_given"),
    ),
    Filter(
        "units within, of an administrator",
        "docflow.web.within:units_of",
        "subtree(request.actor.unit, clock.today())",
        "list(Unit.objects.all())",
        shown="people:list",
    ),
    Filter(
        "people within",
        "docflow.web.within:find_user",
        " or (posts.exists() and not posts.filter(unit__in=units_of(request)).exists())",
        "",
        _page("people:show", "home.unit_administrator", "person", "beside.temporary"),
    ),
    Filter(
        "posts within",
        "docflow.web.within:find_post",
        ", unit__in=units_of(request)",
        "",
        _page("people:end_appointment", "home.unit_administrator", "post", "beside"),
    ),
    Filter(
        "keys within",
        "docflow.web.within:keys_of",
        "SigningKey.objects.filter(unit__in=units)",
        "SigningKey.objects.filter(unit__isnull=False)",
        _page("keys:give_custody", "beside.unit_administrator", "key", "seal"),
    ),
    Filter(
        "keys of posts within",
        "docflow.web.within:keys_of",
        "appointment__unit__in=units",
        "appointment__isnull=False",
        shown="keys:list",
    ),
    Filter(
        "tokens within",
        "docflow.web.views.people:revoke_token",
        ", appointment__unit__in=units_of(request)",
        "",
        _page(
            "people:revoke_token", "home.unit_administrator", "token", "beside.temporary", "POST"
        ),
    ),
    Filter(
        "delegations within",
        "docflow.web.views.people:end_delegation",
        ", giver__unit__in=units_of(request)",
        "",
        _page("people:end_delegation", "beside.unit_administrator", "given", "home.live", "POST"),
    ),
    Filter(
        "failed work within",
        "docflow.exchange.again:again",
        "if _is_within(row, by)",
        "",
        _page("health:again", "beside.unit_administrator", "work", "delivery", "POST"),
    ),
    Filter(
        "waiting work within",
        "docflow.desks.backlog:of_units",
        'model.objects.filter(**{f"{unit}__in": units})',
        "model.objects.all()",
        shown="api:show_health",
    ),
    Filter(
        "groups of the unit",
        "docflow.web.views.recipients:_group",
        "unit=request.actor.unit, ",
        "",
        _page("outgoing:rename_group", "beside.clerk", "group", "group"),
    ),
    Filter(
        "groups of the unit, listed",
        "docflow.web.views.recipients:groups",
        "RecipientGroup.objects.filter(unit=request.actor.unit)",
        "RecipientGroup.objects.all()",
        shown="outgoing:groups",
    ),
    Filter(
        "groups of the unit, of a program",
        "docflow.api.views.recipients:_group",
        "RecipientGroup.objects.filter(unit=request.actor.unit)",
        "RecipientGroup.objects.all()",
        _page("api:rename_group", "beside.clerk", "group", "group", "POST"),
    ),
    Filter(
        "groups of the unit, listed to a program",
        "docflow.api.views.recipients:list_groups",
        "RecipientGroup.objects.filter(unit=request.actor.unit)",
        "RecipientGroup.objects.all()",
        shown="api:list_groups",
    ),
    Filter(
        "a program finds a document",
        "docflow.api.finding:document",
        "Document.objects.visible_to(request.actor)",
        "Document.objects.all()",
        _page("api:show_document", "beside.clerk", "incoming", "registered"),
    ),
    Filter(
        "a page finds a document",
        "docflow.web.access:find_document",
        "Document.objects.visible_to(request.actor)",
        "Document.objects.all()",
        _page("viewer:file", "beside.clerk", "incoming", "registered"),
    ),
    Filter(
        "a program finds a task",
        "docflow.api.finding:task",
        "Assignment.objects.filter(arrival__document__in=visible)",
        "Assignment.objects.all()",
        _page("api:take_note", "beside.clerk", "incoming", "assigned", "POST"),
    ),
    Filter(
        "a program finds a post",
        "docflow.api.finding:_near",
        "found and within(request, found.unit)",
        "found",
        _page("api:end_appointment", "home.unit_administrator", "post", "beside", "POST"),
    ),
    Filter(
        "accounts opened from the unit",
        "docflow.desks.accounts:postless",
        "chain__name=chain, ",
        "",
        shown="api:list_postless",
    ),
    Filter(
        "a program finds an account",
        "docflow.api.views.people:_near",
        "if posts.exists() and not posts.filter(unit__in=near).exists():",
        "if not posts:",
        _page("api:show_person", "home.unit_administrator", "person", "beside.temporary"),
    ),
    Filter(
        "a program finds a check of the log",
        "docflow.audit.extent:checks_seen_by",
        "AuditCheck.objects.filter(unit=actor.unit.uid)",
        "AuditCheck.objects.all()",
        _page("api:show_check", "beside.auditor", "check", "check"),
    ),
    Filter(
        "a program finds keys",
        "docflow.api.views.keys:_keys",
        "Q(unit__in=near) | Q(appointment__unit__in=near)",
        "",
        _page("api:give_custody", "beside.unit_administrator", "key", "seal", "POST"),
    ),
    Filter(
        "a program finds tokens",
        "docflow.api.views.keys:_tokens",
        "appointment__unit__in=near",
        "",
        _page("api:revoke_token", "home.unit_administrator", "token", "beside.temporary", "POST"),
    ),
    Filter(
        "a program lists posts",
        "docflow.api.views.people:_posts",
        "rows.filter(unit__in=near)",
        "rows",
        shown="api:list_posts",
    ),
    Filter(
        "a program lists delegations",
        "docflow.desks.delegations:visible_to",
        "Delegation.objects.filter(own)",
        "Delegation.objects.all()",
        shown="api:list_delegations",
    ),
    Filter(
        "a program ends a delegation",
        "docflow.desks.delegations:visible_to",
        "Delegation.objects.filter(own)",
        "Delegation.objects.all()",
        _page("api:end_delegation", "beside.clerk", "delegation", "home.live", "POST"),
    ),
    Filter(
        "a token's scope",
        "docflow.people.actor:Actor.permissions_in",
        "held if self.scope is None else held & self.scope",
        "held",
        _page("api:open_register", "home.clerk:numbers", method="POST"),
    ),
    Filter(
        "a token's end",
        "docflow.people.tokens:actor_of",
        "token.expires <= now",
        "not token",
        _page("api:show_me", "an expired token"),
    ),
    Filter(
        "a token's revocation",
        "docflow.people.tokens:actor_of",
        "if token.revoked:",
        "if not token:",
        _page("api:show_me", "a revoked token"),
    ),
    Filter(
        "what a delegation gives",
        "docflow.people.actor:Actor._held_in",
        "granted(roles_of(given.giver)) & named",
        "granted(roles_of(given.giver))",
        _page("outgoing:send_back", "home.live", "outgoing", "signing", "POST"),
    ),
    Filter(
        "the unit acted for",
        "docflow.people.actor:Actor._held_in",
        "if unit != self.unit:",
        "if not unit:",
        _page("api:take_note", "below.head_of_department", "incoming", "assigned", "POST"),
    ),
)
