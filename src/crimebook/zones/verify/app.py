"""``crimebook-verify``: checks what a book gives out, on a machine that knows nothing of the book.

Exit codes: 0 proven, 1 refuted, 2 could not be checked (also for wrong usage).
"""

import argparse
import locale
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from crimebook import __version__
from crimebook.custody.checkpoints import Witnessed
from crimebook.custody.webauthn import RelyingParty
from crimebook.terms.notes import NoteError
from crimebook.terms.reasons import reason
from crimebook.zones.verify.anchors import AnchorTrust, check_anchors, read_headers
from crimebook.zones.verify.chains import check_chain_file, read_chain
from crimebook.zones.verify.evidence import check_digest, check_since_event
from crimebook.zones.verify.findings import Finding, Outcome, UncheckedError, outcome_of, refuted
from crimebook.zones.verify.links import Checking
from crimebook.zones.verify.logs import (
    OpenLog,
    check_log,
    check_mirror,
    open_log,
    read_prior,
    with_key_changes,
)
from crimebook.zones.verify.policies import Trust, read_manifest, read_policy
from crimebook.zones.verify.receipts import check_receipt
from crimebook.zones.verify.saying import LANGUAGES, Speaker

Check = Callable[[argparse.Namespace], Iterator[Finding]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Check what is asked, say what was found, and end with the exit code."""
    raise SystemExit(int(run(arguments)))


def run(arguments: Sequence[str] | None = None) -> Outcome:
    """Check what is asked and print what was found."""
    asked = _parser().parse_args(arguments)
    findings = found(asked.check, asked)
    speaker = Speaker(asked.language)
    sys.stdout.write(speaker.to_json(findings) if asked.json else speaker.tell(findings))
    return outcome_of(findings)


def found(check: Check, asked: argparse.Namespace) -> list[Finding]:
    """Return what a check finds, and what stopped it."""
    findings: list[Finding] = []
    try:
        findings.extend(check(asked))
    except UncheckedError as error:
        findings.append(error.finding)
    except NoteError as error:
        said = reason("The log's checkpoint is not signed as the policy asks for.")
        findings.append(refuted(said, error))
    return findings


def _receipt(asked: argparse.Namespace) -> Iterator[Finding]:
    trust = _trust(asked, asked.log)
    return check_receipt(asked.file, trust, _prior(asked, trust), _log(asked, trust), asked.envelope)


def _whole_log(asked: argparse.Namespace) -> Iterator[Finding]:
    trust = _trust(asked, asked.source)
    return check_log(asked.source, trust, _prior(asked, trust))


def _mirror(asked: argparse.Namespace) -> Iterator[Finding]:
    return check_mirror((asked.one, asked.other), _trust(asked, asked.one, asked.other))


def _chain(asked: argparse.Namespace) -> Iterator[Finding]:
    checking = _checking(asked)
    return check_chain_file(read_chain(asked.file), checking)


def _evidence(asked: argparse.Namespace) -> Iterator[Finding]:
    if asked.chain is not None:
        return check_since_event(asked.file, asked.chain, asked.event, _checking(asked))
    if not asked.sha256:
        raise UncheckedError(reason("Give --sha256, or the chain of custody with --chain."))
    return check_digest(asked.file, asked.sha256)


def _anchors(asked: argparse.Namespace) -> Iterator[Finding]:
    trust = _trust(asked, str(asked.folder))
    roots = dict(_named_root(each) for each in asked.root)
    times = AnchorTrust(roots, read_headers(asked.headers), datetime.now(UTC))
    has_log = (asked.folder / "checkpoint").is_file()
    return check_anchors(
        asked.folder, trust, times, open_log(str(asked.folder), trust.log) if has_log else None
    )


def _named_root(text: str) -> tuple[str, Path]:
    name, gap, path = text.partition("=")
    if not gap:
        raise UncheckedError(reason("--root takes NAME=FILE, the name being that of the authority's files."))
    return name, Path(path)


def _trust(asked: argparse.Namespace, *sources: str) -> Trust:
    """Return whom to believe, with the log's keys of before, as copies at ``sources`` tell of them."""
    return with_key_changes(_given_trust(asked), [each for each in sources if each])


def _given_trust(asked: argparse.Namespace) -> Trust:
    if asked.policy is not None:
        return read_policy(asked.policy)
    if asked.manifest is not None and asked.manifest_root is not None:
        return read_manifest(asked.manifest, asked.manifest_root, datetime.now(UTC))
    raise UncheckedError(reason("Whom is one to believe? Give --policy, or --manifest with --manifest-root."))


def _prior(asked: argparse.Namespace, trust: Trust) -> Witnessed | None:
    return read_prior(asked.since, trust)


def _log(asked: argparse.Namespace, trust: Trust) -> OpenLog | None:
    return open_log(asked.log, trust.log) if asked.log else None


def _checking(asked: argparse.Namespace) -> Checking:
    trust = _trust(asked, asked.log)
    if asked.desk:
        rp_id, _, address = asked.desk.partition("=")
        trust = replace(trust, desk=RelyingParty(rp_id, (address,)))
    earlier = read_chain(asked.earlier) if asked.earlier else None
    return Checking(trust, _prior(asked, trust), _log(asked, trust), earlier)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crimebook-verify",
        description="Check what a book of Crimebook gives out, without the book and without trusting it.",
        epilog="Ends with 0 where it is proven, 1 where it is refuted, 2 where it could not be checked.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    receipt = _command(commands, "receipt", _receipt, "that a sealed report is in the book")
    receipt.add_argument("file", type=Path, help="a receipt's proof")
    receipt.add_argument("--envelope", type=Path, help="the sealed report itself, where one has it")
    _add_log(receipt)
    log = _command(commands, "log", _whole_log, "that a log is signed, whole, and only grew")
    log.add_argument("source", help="the folder or the address of the log or of a mirror")
    _add_since(log)
    mirror = _command(commands, "mirror", _mirror, "that of two copies of a log one extends the other")
    mirror.add_argument("one", help="a folder or an address")
    mirror.add_argument("other", help="another")
    chain = _command(commands, "chain", _chain, "a chain of custody that was exported")
    chain.add_argument("file", type=Path, help="the chain's file")
    _add_log(chain)
    _add_earlier(chain)
    evidence = _command(commands, "evidence", _evidence, "that a file is unchanged since an event")
    evidence.add_argument("file", type=Path, help="the file as it lies in the book, or was exported")
    evidence.add_argument("--sha256", default="", help="the digest that it should have")
    evidence.add_argument("--chain", type=Path, help="the chain of custody that speaks of it")
    evidence.add_argument("--event", default="", help="the digest of the event of that chain")
    _add_log(evidence)
    _add_earlier(evidence)
    anchors = _command(commands, "anchors", _anchors, "by when checkpoints existed, by others' timestamps")
    anchors.add_argument("folder", type=Path, help="the folder of a log, with its anchors")
    anchors.add_argument(
        "--root", action="append", default=[], metavar="NAME=FILE", help="an authority's roots (PEM)"
    )
    anchors.add_argument("--headers", type=Path, help="block headers: a height and 160 digits a line")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, check: Check, what: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=what, description=f"Check {what}.")
    command.set_defaults(check=check)
    command.add_argument("--policy", type=Path, help="whose signatures count (TOML or JSON)")
    command.add_argument("--manifest", type=Path, help="a signed key manifest, instead of a policy")
    command.add_argument("--manifest-root", type=Path, help="the root that was pinned, two lines")
    command.add_argument("--language", choices=LANGUAGES, default=_own_language())
    command.add_argument("--json", action="store_true", help="print JSON for scripts")
    return command


def _add_since(command: argparse.ArgumentParser) -> None:
    command.add_argument("--since", type=Path, metavar="CHECKPOINT", help="a checkpoint that was kept before")


def _add_log(command: argparse.ArgumentParser) -> None:
    _add_since(command)
    command.add_argument("--log", default="", help="the folder or the address of the log as it is now")


def _add_earlier(command: argparse.ArgumentParser) -> None:
    command.add_argument("--desk", default="", metavar="DOMAIN=ADDRESS", help="where hardware keys signed")
    command.add_argument("--earlier", type=Path, metavar="FILE", help="the same chain as handed over before")


def _own_language() -> str:
    language = (locale.getlocale()[0] or "")[:2]
    return language if language in LANGUAGES else LANGUAGES[0]


if __name__ == "__main__":
    main()
