"""Links: our id, the ledger's id, and the content both sides agreed on last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    Connection,
    Text,
    any_,
    bindparam,
    delete,
    func,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from ledger_sync.model import INVOICE, Json, Link, Ref
from ledger_sync.state.tables import ledger_connections
from ledger_sync.state.tables import links as table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime


def _made(row: Any) -> Link:
    return Link(
        ref=Ref(row.entity, row.source_id),
        ledger_id=row.ledger_id,
        number=row.number,
        fingerprint=row.fingerprint,
        content=row.content,
        children=row.children,
        withdrawn=row.withdrawn,
        version=row.version,
        source_updated_at=row.source_updated_at,
        view=row.view,
        status_before=row.status_before,
    )


def read(db: Connection, connection_id: int, refs: Iterable[Ref]) -> dict[Ref, Link]:
    """The links of these records."""
    wanted = [tuple(ref) for ref in refs]
    if not wanted:
        return {}
    query = select(table).where(
        table.c.ledger_connection_id == connection_id,
        tuple_(table.c.entity, table.c.source_id).in_(wanted),
    )
    return {link.ref: link for link in map(_made, db.execute(query))}


def fingerprints(
    db: Connection, connection_ids: Sequence[int], entity: str, source_ids: Sequence[int]
) -> Mapping[tuple[int, int], tuple[str | None, bool]]:
    """Fingerprint and whether withdrawn, by connection and source id."""
    query = select(
        table.c.ledger_connection_id, table.c.source_id, table.c.fingerprint, table.c.withdrawn
    ).where(
        table.c.ledger_connection_id.in_(connection_ids),
        table.c.entity == entity,
        table.c.source_id.in_(source_ids),
    )
    return {
        (row.ledger_connection_id, row.source_id): (row.fingerprint, row.withdrawn)
        for row in db.execute(query)
    }


def renewed_since(
    db: Connection, connection_id: int, entity: str, source_ids: Sequence[int], moment: datetime
) -> Mapping[int, datetime]:
    """Links that were written after a moment: the version of the source that each of them holds."""
    query = select(table.c.source_id, table.c.source_updated_at).where(
        table.c.ledger_connection_id == connection_id,
        table.c.entity == entity,
        table.c.source_id.in_(source_ids),
        table.c.updated_at > moment,
        table.c.source_updated_at.is_not(None),
    )
    return {row.source_id: row.source_updated_at for row in db.execute(query)}


def contents(db: Connection, connection_ids: Sequence[int], entities: Sequence[str]) -> list[Link]:
    """All links of these entities, with their agreed content."""
    query = select(table).where(
        table.c.ledger_connection_id.in_(connection_ids),
        table.c.entity.in_(entities),
        table.c.withdrawn.is_(False),
    )
    return [_made(row) for row in db.execute(query)]


def by_ledger_id(
    db: Connection, connection_id: int, resources: Collection[str]
) -> dict[tuple[str, str], Link]:
    """All links of these resources by resource and the ledger's id."""
    query = select(table).where(
        table.c.ledger_connection_id == connection_id, table.c.resource.in_(resources)
    )
    return {(row.resource, row.ledger_id): _made(row) for row in db.execute(query)}


def of_ledger_ids(
    db: Connection, connection_id: int, resource: str, ledger_ids: Collection[str]
) -> dict[str, Link]:
    """The links of these ids of a resource, by the ledger's id."""
    query = select(table).where(
        table.c.ledger_connection_id == connection_id,
        table.c.resource == resource,
        table.c.ledger_id.in_(ledger_ids),
    )
    return {row.ledger_id: _made(row) for row in db.execute(query)}


def entities(
    db: Connection, connection_id: int, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Of which entity each of these is, by resource and ledger id; who is not linked is missing."""
    found = {}
    for resource in {resource for resource, _ in keys}:
        # One parameter, however many ids.
        wanted = literal([key for its, key in keys if its == resource], ARRAY(Text))
        query = select(table.c.ledger_id, table.c.entity).where(
            table.c.ledger_connection_id == connection_id,
            table.c.resource == resource,
            table.c.ledger_id == any_(wanted),
        )
        found.update({(resource, row.ledger_id): row.entity for row in db.execute(query)})
    return found


def ledger_ids(db: Connection, connection_id: int, entities: Collection[str]) -> dict[Ref, str]:
    """What the ledger calls each record of these entities."""
    query = select(table.c.entity, table.c.source_id, table.c.ledger_id).where(
        table.c.ledger_connection_id == connection_id, table.c.entity.in_(entities)
    )
    return {Ref(row.entity, row.source_id): row.ledger_id for row in db.execute(query)}


def see_versions(
    db: Connection, connection_id: int, resource: str, versions: Mapping[str, str]
) -> None:
    """The ledger gave these records a new version without changing what is synced."""
    query = update(table).where(
        table.c.ledger_connection_id == connection_id,
        table.c.resource == resource,
        table.c.ledger_id == bindparam("its_id"),
    )
    db.execute(
        query.values(version=bindparam("its_version")),
        [{"its_id": key, "its_version": version} for key, version in versions.items()],
    )


def follow(db: Connection, connection_id: int, ref: Ref, ledger_id: str) -> None:
    """Our record is another one of the ledger from now on: its own was merged into that."""
    query = update(table).where(
        table.c.ledger_connection_id == connection_id,
        table.c.entity == ref.entity,
        table.c.source_id == ref.source_id,
    )
    db.execute(query.values(ledger_id=ledger_id, withdrawn=False))


def settled_elsewhere(
    db: Connection, company_id: int, source_ids: Collection[int], *, but_not: int
) -> dict[int, str | None]:
    """The invoices that another ledger of the company shows as settled; what each was before."""
    query = (
        select(table.c.source_id, table.c.status_before)
        .join(ledger_connections, ledger_connections.c.id == table.c.ledger_connection_id)
        .where(
            ledger_connections.c.company_id == company_id,
            table.c.ledger_connection_id != but_not,
            table.c.entity == INVOICE,
            table.c.source_id.in_(source_ids),
            table.c.view["money"]["settled"].as_boolean(),
        )
    )
    return {row.source_id: row.status_before for row in db.execute(query)}


def forget(db: Connection, connection_id: int, resource: str, ledger_id: str) -> None:
    """A record of the ledger is no longer the one that it was linked with."""
    db.execute(
        delete(table).where(
            table.c.ledger_connection_id == connection_id,
            table.c.resource == resource,
            table.c.ledger_id == ledger_id,
        )
    )


def save(
    db: Connection,
    connection_id: int,
    ref: Ref,
    *,
    resource: str,
    ledger_id: str,
    number: str | None,
    fingerprint: str | None,
    content: Json,
    children: Mapping[str, str],
    withdrawn: bool,
    source_updated_at: datetime | None,
    version: str | None = None,
    view: Json | None = None,
    status_before: str | None = None,
) -> None:
    """Write or renew one link."""
    values = {
        "entity": ref.entity,
        "source_id": ref.source_id,
        "resource": resource,
        "ledger_id": ledger_id,
        "number": number,
        "fingerprint": fingerprint,
        "content": content,
        "children": dict(children),
        "withdrawn": withdrawn,
        "version": version,
        "source_updated_at": source_updated_at,
        "view": view,
        "status_before": status_before,
    }
    save_all(db, connection_id, [values])


def save_all(db: Connection, connection_id: int, links: Sequence[Json]) -> None:
    """As ``save`` for many at once: each with every value of a link, by its name."""
    if not links:
        return
    query = insert(table)
    keys = ("ledger_connection_id", "entity", "source_id")
    new = {name: query.excluded[name] for name in links[0] if name not in keys}
    db.execute(
        query.on_conflict_do_update(
            index_elements=list(keys), set_={**new, "updated_at": func.now()}
        ),
        [{"ledger_connection_id": connection_id, **values} for values in links],
    )
