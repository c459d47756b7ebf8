"""The circle around a customer: who knows whom, who sent whom, and who could bring whom (AR-17)."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from customers.models import Customer, Tie
from customers.reader import Reader, Shown
from dealercrm.lib.punctuation import listed
from referrals.models import Referral
from stores.models import Staff

HOPS, AT_MOST = 2, 60


@dataclass(frozen=True)
class Edge:
    """`one` and `other` are customer ids; `kind` 'tie', 'sent' (one sent other) or 'home'; `words` for people."""

    one: int
    other: int
    kind: str
    words: str


@dataclass
class Person:
    customer: Shown
    hops: int
    ties: list = field(default_factory=list)  # [(words, name of the other)]
    sent: int = 0  # how many of the circle they have brought already
    can_bring: list = field(default_factory=list)  # leads they know, and would ask better than anybody else here

    @property
    def ties_in_words(self) -> list[tuple[str, str]]:
        """The ties in words: [("sent", "张三、李四")]; each word once, however many it joins."""
        names = {}
        for words, name in self.ties:
            names.setdefault(words, []).append(name)
        return [(words, listed(several)) for words, several in names.items()]


@dataclass
class Circle:
    centre: Person
    people: list  # Person, nearest first, without the centre
    edges: list
    is_cut: bool  # more than AT_MOST people


def circle_of(customer: Customer, *, reader: Staff, hops: int = HOPS) -> Circle:
    """Everybody within two hops whom the reader may see; a handful of statements, however many know each other."""
    distance, edges, edge_of = {customer.pk: 0}, set(), {customer.pk}
    for hop in range(1, hops + 1):
        found = _edges(edge_of) | (_same_home(customer) if hop == 1 else set())
        edges |= found
        edge_of = {pk for edge in found for pk in (edge.one, edge.other)} - distance.keys()
        distance |= dict.fromkeys(edge_of, hop)
    nearest = sorted(distance, key=lambda pk: (distance[pk], pk))[: AT_MOST + 1]
    visible = Customer.objects.visible_to(reader).select_related("tier", "keeper").in_bulk(nearest[:AT_MOST])
    shown = Reader(reader)
    people = {pk: Person(shown.show(visible[pk]), distance[pk]) for pk in nearest if pk in visible}
    edges = sorted(
        (edge for edge in edges if edge.one in people and edge.other in people),
        key=lambda edge: (edge.one, edge.other, edge.kind),
    )
    for edge in edges:
        _note_tie(people, edge)
    _choose_who_asks(people, edges)
    centre = people.pop(customer.pk)
    return Circle(centre, list(people.values()), edges, len(nearest) > AT_MOST)


def drawn(circle: Circle) -> dict[str, Any]:
    """What static/circle.js draws: nodes and links of an ECharts graph."""
    people = [circle.centre, *circle.people]
    nodes = [
        {
            "id": str(person.customer.pk),
            "name": person.customer.name,
            "category": 0 if person.hops == 0 else 2 if person.customer.is_lead else 1,
            "url": person.customer.get_absolute_url(),
            "tier": str(getattr(person.customer, "tier", "")),
        }
        for person in people
    ]
    links = [
        {"source": str(one), "target": str(other), "kind": kind, "words": words}
        for one, other, kind, words in _one_a_pair(circle.edges)
    ]
    return {"nodes": nodes, "links": links, "categories": [_("This customer"), _("Old customers"), _("Leads")]}


def _one_a_pair(edges: list[Edge]) -> list[tuple[int, int, str, str]]:
    """(one, other, kind, words) once for each two people: lines upon each other could not be read. Who sent whom
    gives the direction."""
    pairs = {}
    for edge in sorted(edges, key=lambda edge: edge.kind != "sent"):
        pairs.setdefault(frozenset((edge.one, edge.other)), []).append(edge)
    return [
        (found[0].one, found[0].other, found[0].kind, listed(dict.fromkeys(edge.words for edge in found)))
        for found in pairs.values()
    ]


def _edges(ids: set[int]) -> set[Edge]:
    ids = list(ids)
    ties = Tie.objects.filter(Q(first__in=ids) | Q(second__in=ids))
    found = {Edge(tie.first_id, tie.second_id, "tie", tie.get_relation_display()) for tie in ties[:1000]}
    sent = Referral.objects.filter(Q(referrer__in=ids) | Q(referee__in=ids), referee__isnull=False).order_by()
    sent = set(sent.values_list("referrer", "referee")[:1000])
    brought = Customer.objects.filter(Q(pk__in=ids) | Q(introduced_by__in=ids), introduced_by__isnull=False)
    sent |= set(brought.values_list("introduced_by", "pk")[:1000])
    return found | {Edge(one, other, "sent", _("sent")) for one, other in sent if one != other}


def _same_home(customer: Customer) -> set[Edge]:
    """Archives behind the same door: a couple that each has one."""
    if not (customer.community and customer.room):
        return set()
    door = {part: getattr(customer, part) for part in ("store_id", "community", "building", "unit", "room")}
    others = Customer.objects.filter(**door).exclude(pk=customer.pk).values_list("pk", flat=True)[:10]
    pairs = (sorted((customer.pk, other)) for other in others)
    return {Edge(one, other, "home", _("same home")) for one, other in pairs}


def _note_tie(people: dict[int, Person], edge: Edge) -> None:
    one, other = people[edge.one], people[edge.other]
    if edge.kind == "sent":
        one.sent += 1
        one.ties.append((_("sent"), other.customer.name))
        other.ties.append((_("was sent by"), one.customer.name))
    else:
        one.ties.append((edge.words, other.customer.name))
        other.ties.append((edge.words, one.customer.name))


def _choose_who_asks(people: dict[int, Person], edges: list[Edge]) -> None:
    """Of all old customers who know a lead the one to ask: who has brought somebody before, and then the best tier.
    Said of everybody in the circle, "can bring" would say nothing of anybody."""
    known_by: dict[int, set[int]] = {}
    for edge in edges:
        for old, lead in ((edge.one, edge.other), (edge.other, edge.one)):
            if people[lead].customer.is_lead and not people[old].customer.is_lead:
                known_by.setdefault(lead, set()).add(old)
    for lead, old in sorted(known_by.items()):
        best = min(old, key=lambda pk: (-people[pk].sent, str(getattr(people[pk].customer, "tier", "") or "Z"), pk))
        people[best].can_bring.append(people[lead].customer)
