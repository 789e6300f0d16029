"""The commands, as the Makefile calls them. Arguments come from the environment or from options."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from stack.paths import PROJECT_STATE

app = typer.Typer(
    help="The stack on one machine: PostgreSQL, the ledger sandbox and Airflow.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# What a command needs is imported in it: `make down` need not wait for the imports of `make demo`.

Flag = Annotated[str, typer.Option(metavar="1")]


def is_yes(text: str) -> bool:
    """Read a flag of the command line of make: AUTO=1."""
    if text.lower() in {"", "0", "no", "false"}:
        return False
    if text.lower() in {"1", "yes", "true"}:
        return True
    raise typer.BadParameter(f"{text!r} is neither yes nor no; write 1, or leave it out")


@app.command()
def demo() -> None:
    """Show the main job on a stack of its own: connect, send, compare, and send nothing."""
    from stack import demo

    raise typer.Exit(demo.show())


@app.command()
def up() -> None:
    """Start database, ledger sandbox and Airflow in the background; print how to log in."""
    from stack import up

    raise typer.Exit(up.up(PROJECT_STATE))


@app.command()
def down(
    clean: Annotated[str, typer.Option(envvar="CLEAN", help="1 also removes the data")] = "",
) -> None:
    """Stop what `up` started, also after a crash; the data stays."""
    from stack import up

    up.down(PROJECT_STATE, clean=is_yes(clean))


@app.command()
def run(
    dag: Annotated[str, typer.Option(envvar="DAG", help="which DAG")] = "",
    conf: Annotated[str, typer.Option(envvar="CONF", help="its parameters, a JSON object")] = "",
) -> None:
    """Run one DAG to its end; the summary is the last line on standard output."""
    from stack import run

    raise typer.Exit(run.run(PROJECT_STATE, dag, conf))


@app.command()
def connect(
    ledger: Annotated[str, typer.Option(envvar="LEDGER", help="xero or quickbooks")],
    company: Annotated[int, typer.Option(envvar="COMPANY", help="id of the company")],
    auto: Annotated[str, typer.Option(envvar="AUTO", help="1 follows the redirects itself")] = "",
    tenant: Annotated[str, typer.Option(envvar="TENANT", help="id of the organisation")] = "",
    stay: Annotated[str, typer.Option(envvar="STAY", help="1 stays connected (QuickBooks)")] = "",
    session_minutes: Annotated[str, typer.Option(envvar="SESSION_MINUTES")] = "",
    new: Annotated[
        str, typer.Option(envvar="NEW", help="1 starts over with another organisation")
    ] = "",
) -> None:
    """Connect a company to a ledger through OAuth, or connect it again."""
    from stack import console

    options = ["--ledger", ledger, "--company", str(company)]
    options += ["--auto"] if is_yes(auto) else []
    options += ["--stay"] if is_yes(stay) else []
    options += ["--tenant", tenant] if tenant else []
    options += ["--session-minutes", session_minutes] if session_minutes else []
    options += ["--new"] if is_yes(new) else []
    raise typer.Exit(console.call(PROJECT_STATE, "connect", options))


@app.command()
def disconnect(
    ledger: Annotated[str, typer.Option(envvar="LEDGER", help="xero or quickbooks")],
    company: Annotated[int, typer.Option(envvar="COMPANY", help="id of the company")],
) -> None:
    """Revoke a company's connection at the ledger and forget its tokens; the links stay."""
    from stack import console

    options = ["--ledger", ledger, "--company", str(company)]
    raise typer.Exit(console.call(PROJECT_STATE, "disconnect", options))


@app.command()
def unlink(
    ledger: Annotated[str, typer.Option(envvar="LEDGER", help="xero or quickbooks")],
    company: Annotated[int, typer.Option(envvar="COMPANY", help="id of the company")],
    entity: Annotated[str, typer.Option(envvar="ENTITY", help="client, client_location, supplier")],
    source_id: Annotated[int, typer.Option("--id", envvar="ID", help="its id in Klipboard")],
) -> None:
    """Take back that a party is one of the ledger's; nothing is changed on either side."""
    from stack import console

    options = ["--ledger", ledger, "--company", str(company)]
    options += ["--entity", entity, "--id", str(source_id)]
    raise typer.Exit(console.call(PROJECT_STATE, "unlink", options))


@app.command()
def rules() -> None:
    """Print every sync rule with pass, fail or no test; runs the tests if need be."""
    from stack import rules

    raise typer.Exit(rules.show(PROJECT_STATE))


@app.command()
def check() -> None:
    """Run every check but the tests; stop at nothing, fail if any failed."""
    from stack import check

    raise typer.Exit(check.check())


def main() -> None:
    """Run the command; Ctrl-C ends in one line instead of a trace."""
    try:
        app()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        raise SystemExit(130) from None
