"""What is done by hand: connect and disconnect companies, take back a link.

``python -m ledger_sync.console --help`` lists the commands.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import requests
import typer

from ledger_sync import wiring
from ledger_sync.errors import LedgerSyncError, one_line
from ledger_sync.ledgers import ledger_named
from ledger_sync.model import Ref
from ledger_sync.rest.loopback import Redirect, listening
from ledger_sync.settings import settings
from ledger_sync.steps import consent
from ledger_sync.steps.unlink import Unlinked
from ledger_sync.steps.unlink import unlink as take_back

if TYPE_CHECKING:
    from ledger_sync.ledgers.contract import Ledger
    from ledger_sync.rest.oauth import Consent

app = typer.Typer(
    help="Connect a company to a ledger, or take the connection back.", no_args_is_help=True
)

PERSON_SECONDS = 600
AUTO_SECONDS = 60

LedgerName = Annotated[str, typer.Option(help="xero or quickbooks")]
CompanyId = Annotated[int, typer.Option(help="id of the company in Klipboard")]


@app.command()
def connect(
    ledger: LedgerName,
    company: CompanyId,
    auto: Annotated[
        bool, typer.Option("--auto", help="follow the redirects, where the ledger consents itself")
    ] = False,
    tenant: Annotated[
        str | None, typer.Option(help="organisation to join, where the ledger offers several")
    ] = None,
    stay: Annotated[bool, typer.Option("--stay", help="stay connected")] = False,
    session_minutes: Annotated[
        int, typer.Option(min=1, help="how long a connection lasts that does not stay")
    ] = 60,
    new: Annotated[
        bool, typer.Option("--new", help="start over with another organisation than before")
    ] = False,
) -> None:
    """Carry out the OAuth consent of a company and keep its tokens, encrypted."""
    with _Told():
        chosen, ports = wiring.consent_ports(ledger)
        lasts = (
            None if stay or not chosen.oauth.sessions_end else timedelta(minutes=session_minutes)
        )
        wish = consent.Wish(
            company_id=company,
            tenant_id=tenant,
            stay_connected=lasts is None,
            session=lasts,
            start_over=new,
        )
        with listening(0 if auto else settings().redirect_port) as redirect:
            made = consent.connect(
                ports,
                chosen,
                wish,
                redirect.uri,
                lambda begun: _ask(begun, redirect, auto=auto),
                _say,
            )
    _say(f"company {company} is connected to {chosen.title}: {made.tenant_name}")
    if made.gate_is_open:
        typer.echo("It goes on where it was: the next run sends what waited.")
    else:
        conf = f'{{"company": {company}, "ledger": "{ledger}"}}'
        typer.echo(f"Next: make run DAG=first_connection CONF='{conf}'")


def _say(text: str) -> None:
    """Names of organisations were given by anybody: none of them steers the terminal."""
    typer.echo(one_line(text))


def _ask(begun: Consent, redirect: Redirect, *, auto: bool) -> dict[str, str]:
    typer.echo(f"Open this address to consent:\n\n  {begun.url}\n")
    typer.echo(f"Waiting for the redirect to {redirect.uri}")
    if auto:
        threading.Thread(target=_follow, args=(begun.url,), daemon=True).start()
    return redirect.answer(begun.state, AUTO_SECONDS if auto else PERSON_SECONDS)


def _follow(url: str) -> None:
    """Go where a browser would; what arrives at the redirect is all that matters."""
    session = requests.Session()
    session.trust_env = False
    try:
        answer = session.get(url, timeout=AUTO_SECONDS)
    except requests.RequestException as error:
        typer.echo(f"The consent's address does not answer: {type(error).__name__}", err=True)
    else:
        if answer.status_code >= 400:
            typer.echo(f"The ledger answered {answer.status_code} to the consent", err=True)


@app.command()
def disconnect(ledger: LedgerName, company: CompanyId) -> None:
    """Revoke a company's consent at the ledger and forget its tokens; links stay."""
    with _Told():
        chosen, ports = wiring.consent_ports(ledger)
        ended = consent.disconnect(ports, chosen, company)
    _say(f"company {company} is disconnected from {chosen.title}: {ended.tenant_name}")


@app.command()
def unlink(
    ledger: LedgerName,
    company: CompanyId,
    entity: Annotated[str, typer.Option(help="client, client_location or supplier")],
    source_id: Annotated[int, typer.Option("--id", help="its id in Klipboard")],
) -> None:
    """Take back that a party is one of the ledger's; nothing is changed on either side."""
    with _Told():
        chosen, ref = ledger_named(ledger), Ref(entity, source_id)
        state = wiring.ports_without_ledger().state
        done = take_back(state, chosen, company, ref, consent.PATIENCE_SECONDS)
    typer.echo(_unlinked(chosen, done))


def _unlinked(ledger: Ledger, done: Unlinked) -> str:
    company, ref = done.connection.company_id, done.link.ref
    party = f"{ref.entity} {ref.source_id}"
    again = (
        f"Its record there bears our number {done.number}: the next run that sends {party} finds "
        "it by that number and links the two again."
    )
    conf = f'{{"companies": [{company}], "full_refresh": true}}'
    anew = (
        f"It counts as not in {ledger.title}: the next run that reads it sends it as a new one, "
        f"when it changes or with make run DAG=klipboard_to_{ledger.name} CONF='{conf}'. If its "
        "name is taken there, it is held with the clash named."
    )
    return "\n".join(
        (
            f"{party} of company {company} is not linked with {done.link.ledger_id} in "
            f"{ledger.title} any more; nothing was changed on either side.",
            again if done.number else anew,
            f"What belongs to it keeps its links; what changes of that waits until {party} is in "
            f"{ledger.title} again.",
        )
    )


class _Told:
    """Known errors are one line and exit code 1; unknown ones keep their traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, LedgerSyncError):
            typer.echo(error.message, err=True)
            raise typer.Exit(1) from error


if __name__ == "__main__":
    app()
