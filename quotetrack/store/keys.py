"""Public keys: what makes an article, a quote, a speaker the same one again. Imports model and floor 3's folding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

from quotetrack.model import Article, SpeakerKind

_KEY_LENGTH = 12
_PORTS = {"http": 80, "https": 443}
# Parameters that say where a reader came from, never which article it is.
_TRACKING = frozenset(
    [
        *("fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "twclid", "ttclid", "igshid"),
        *("igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "vero_id", "oly_anon_id", "oly_enc_id", "s_cid"),
        *("cmpid", "cmp", "smid", "ocid", "xtor", "at_medium", "at_campaign", "ns_mchannel", "ns_source"),
        *("ns_campaign", "ns_linkname", "ns_fee", "ito", "wt.mc_id", "ref_src", "ref_url"),
    ]
)


def canonical_url(url: str) -> str | None:
    """The address without what does not tell articles apart: case of scheme and host, default port, fragment,
    tracking parameters, a slash at the end. None for what is no http address."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    scheme, host = parts.scheme.lower(), (parts.hostname or "").rstrip(".")
    if scheme not in _PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tracking(pair.partition("=")[0])]
    path = parts.path.rstrip("/") or "/"
    return urlunsplit((scheme, host, path, "&".join(kept), ""))


def _is_tracking(parameter: str) -> bool:
    name = parameter.lower()
    return name.startswith("utm_") or name in _TRACKING


def text_hash(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def article_key(article: Article) -> str:
    """Canonical address; else "collection/natural id"; else "sha256:…" of the text."""
    if article.url and (address := canonical_url(article.url)):
        return address
    if article.natural_id is not None:
        return f"{article.collection or '-'}/{article.natural_id}"
    return f"sha256:{text_hash(article.text)}"


def quote_keys(article: str, contents: Iterable[Sequence[str]], taken: frozenset[str] = frozenset()) -> list[str]:
    """One key a quote: a hash of the article's key, the verbatim content and its occurrence in the article.

    ``contents`` holds the texts of each quote's spans. A key in ``taken`` (another article's: twelve digits meet once
    in a great while) is made longer.
    """
    seen: dict[str, int] = {}
    used = set(taken)
    keys = []
    for spans in contents:
        content = "\x1f".join(spans)
        occurrence = seen[content] = seen.get(content, -1) + 1
        key = _hash(used, article, content, str(occurrence))
        used.add(key)
        keys.append(key)
    return keys


def speaker_key(kind: SpeakerKind, folded: str, article: str, taken: Iterable[str] = ()) -> str:
    """Key of a speaker; ``article`` is the key of the article that it belongs to, "" for one of many articles."""
    return _hash(frozenset(taken), kind.value, folded, article)


def _hash(taken: frozenset[str] | set[str], *parts: str) -> str:
    digest = sha256("\x1e".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    length = _KEY_LENGTH
    while digest[:length] in taken and length < len(digest):
        length += 4
    return digest[:length]
