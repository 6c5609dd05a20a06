"""Copying the anchors beside a log: only what speaks of the log that the mirror has, and what it says it is.

Whose certificates count is for who checks the anchors: a mirror has no roots. It sees to it that every file
is a timestamp over a checkpoint of this very tree, that none it has is exchanged, and that proofs only grow.
"""

from dataclasses import dataclass

from crimebook.custody.anchors import parse_sums, subject_of
from crimebook.custody.checkpoints import Policy, check_checkpoint
from crimebook.custody.merkle import ProofError
from crimebook.custody.opentimestamps import check_covers, merge_proofs
from crimebook.custody.tilereader import Fetch, TileReader
from crimebook.custody.timestamps import check_imprint
from crimebook.stores.anchors.folder import CHECKPOINT, PROOF, SUMS, AnchorExistsError, AnchorFolder
from crimebook.terms.digests import sha256_hex
from crimebook.terms.errors import InvalidValueError, NotFoundError
from crimebook.terms.ids import Digest

INDEX = f"anchors/{SUMS}"


@dataclass(frozen=True, slots=True)
class MirroredAnchors:
    """How many files are new, and a sentence for each that was not taken."""

    new_files: int = 0
    faults: tuple[str, ...] = ()


def mirror_anchors(fetch: Fetch, target: AnchorFolder, reader: TileReader, policy: Policy) -> MirroredAnchors:
    """Copy the anchors of the log behind ``fetch`` that the list beside them names.

    ``reader`` reads the log as the mirror has it, and ``policy`` is the one by which it was checked.
    """
    try:
        listed = parse_sums(fetch(INDEX))
    except NotFoundError:
        return MirroredAnchors()
    except InvalidValueError as error:
        return MirroredAnchors(faults=(f"{INDEX}: {error}",))
    new, faults = 0, []
    sets = sorted({path.partition("/")[0] for path in listed})
    for name in sets:
        files = {path.partition("/")[2]: listed[path] for path in listed if path.startswith(f"{name}/")}
        try:
            new += _mirror_set(name, files, fetch, target, _Tree(reader, policy))
        except (InvalidValueError, ProofError, NotFoundError, AnchorExistsError) as error:
            faults.append(f"{name[:24]}: {error}")
    return MirroredAnchors(new, tuple(faults))


@dataclass(frozen=True, slots=True)
class _Tree:
    reader: TileReader
    policy: Policy

    def digest_of(self, name: str, note: bytes) -> Digest:
        """Return what is stamped of a checkpoint of this tree, whose set has this name."""
        checkpoint = check_checkpoint(note, self.policy).checkpoint
        if subject_of(note).name != name:
            raise InvalidValueError(f"the checkpoint {name[:24]}", "another")
        if checkpoint.size and self.reader.root_at(checkpoint.size) != checkpoint.root:
            raise ProofError("a checkpoint of this log", "one of another tree that its key signed")
        return subject_of(note).digest


def _mirror_set(name: str, files: dict[str, Digest], fetch: Fetch, target: AnchorFolder, tree: _Tree) -> int:
    """Copy the files of one set that are new; what it is about comes first."""
    for file in files:
        # Before anything is fetched: the list is a stranger's, and these become paths.
        target.has(name, file)
    about = SUMS if SUMS in files else CHECKPOINT
    if about not in files:
        raise InvalidValueError("what the timestamps are about", "timestamps alone")
    content = _fetched(fetch, name, about, files[about])
    digest = sha256_hex(content) if about == SUMS else tree.digest_of(name, content)
    if about == SUMS:
        parse_sums(content)
    new = _keep(target, name, about, content)
    for file in sorted(files.keys() - {about}):
        content = _fetched(fetch, name, file, files[file])
        if file == PROOF:
            check_covers(content, digest)
        else:
            check_imprint(content, digest)
        new += _keep(target, name, file, content)
    return new


def _fetched(fetch: Fetch, name: str, file: str, digest: Digest) -> bytes:
    content = fetch(f"anchors/{name}/{file}")
    if sha256_hex(content) != digest:
        raise InvalidValueError(f"{file} as the list says", "another")
    return content


def _keep(target: AnchorFolder, name: str, file: str, content: bytes) -> int:
    """Keep a file; return 1 if it is new or has grown."""
    if not target.has(name, file):
        target.put_new(name, file, content)
        return 1
    kept = target.read(name, file)
    if file == PROOF:
        grown = merge_proofs(kept, content)
        if grown != kept:
            target.put_again(name, file, grown)
        return int(grown != kept)
    if kept != content and file != CHECKPOINT:
        raise AnchorExistsError(f"expected {name}/{file} as the mirror has it, got another")
    # A checkpoint has the same text, whoever signed it since: the note that was kept first stays.
    return 0
