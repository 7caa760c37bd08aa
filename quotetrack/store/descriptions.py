"""The words that explain tables and columns to readers; a test holds that none is missing. Imports nothing."""

from __future__ import annotations

TABLE_DESCRIPTIONS: dict[str, str] = {
    "articles": "News articles with their whole text, as read.",
    "speakers": "Who is quoted: people, organisations, places, documents, and those the text does not name.",
    "names": "Every form of a speaker's name that the record has.",
    "name_uses": "Which form of a name stands in which article.",
    "roles": "What articles call a speaker, dated by the article.",
    "rivals": "Known speakers that somebody could be as well: nothing in the text decides it.",
    "quotes": "What was said, and by which rule it was found.",
    "quote_speakers": "Who said a quote; one quote can have several speakers.",
    "versions": "What articles were before somebody changed them: the earlier texts, headlines and dates.",
    "past_quotes": "What was quoted in earlier versions of articles, with the speakers' names of that time.",
    "corrections": "What people corrected: who, when, why. Nothing is ever taken out of this log.",
    "corrected_quotes": "Which quotes the corrections are about.",
    "corrected_speakers": "Which speakers the corrections are about, by key and name.",
    "verdicts": "Quotes that people decided on, and which correction counts.",
    "overruled": "Who said a quote as the rules found it, where people say something else.",
    "named": "Whom people named as having said a quote.",
    "merged": "Speakers that are another one, as people say.",
    "renamed": "Speakers that are shown under a name that people chose.",
    "removed_names": "Forms of names that do not mean their speaker, as people say.",
    "people": "People who are known beside the record, as a list of them says.",
    "people_names": "Full names and aliases of known people.",
    "attributes": "What is said of known people beside name and role: gender, party, whatever the list has.",
    "quotes_fts": "Full-text index over quotes.",
    "quotes_readable": "Quotes with speaker, outlet and date in one row.",
    "speakers_readable": "Speakers with how often, in how many articles and when they are quoted.",
}

_ID = "Number of the row; it stays while the words stay, and is another in a copy of the data base."
_CONFIDENCE = "How often the rule that found this is right, 0 to 1."
_IDENTITY_CONFIDENCE = "How sure it is that the mention means this person, 0 to 1."
_QUOTE = "The words, exactly as in the article; parts of one quote are joined by “ … ”."
_TYPE = "direct: wholly in quotation marks; mixed: partly; indirect: without."
_ROLE = "What the article calls the speaker at this place, as printed."
_RULE = "Name of the rule that found the quote and its speaker."
_MENTION = "The words of the text that name the speaker of this quote: a name, “he”, “the mayor”."
_CUE = "The words that say that somebody speaks: “said”, “according to”."
_QUOTE_KEY = "Public key of the quote: it stays while the words stay."
_SPEAKER_KEY = "Public key of the speaker."
_SPEAKER_NAME = "The commonest full form of the name in the record, without title."
_KIND = "person, organisation, place, document or unnamed."
_PUBLISHED = "Day of publication as far as known: 2025-06-03, 2025-06, or --06-03 without a year."
_ARTICLE = "The article."
_LABEL = "What the input called it: a path, or file:line."
_TITLE = "Headline."
_URL = "Address on the web."
_OUTLET = "Newspaper, agency or site."
_AS_PRINTED = "The date as the page prints it."
_INFERRED = "1 if the year is not printed but follows from another date in the text."
_LANGUAGE = "Language of the text."
_COLLECTION = "The collection that the article came with."
_NATURAL_ID = "The article's own id within its collection."
_SOURCE_PATH = "The file it was read from."
_SOURCE_SHA256 = "Hash of that file."
_AUTHORS = "Who wrote it, a JSON list."
_FURNITURE = "Parts of the page that are no prose: JSON [[start, end, kind], …] in characters of the text."
_ARTICLE_RULES = "Version of the rules that looked for quotes in it."
_TEXT = "The whole text, nothing changed."
_POSITION = "Its place among the quotes of the article, from 0."
_CONTENT = "Where the words stand: JSON [[start, end], …] in characters of the article's text."
_CLOSED = "0 if a closing quotation mark is missing."
_CUE_START = "Where the cue starts, in characters of the text."
_CUE_END = "Where the cue ends."
_MENTION_START = "Where the mention starts, in characters of the text."
_MENTION_END = "Where the mention ends."
_MENTION_KIND = "name, role, pronoun or group."
_RULES = "Version of the rules."
_CORRECTION = "The correction."
_STATUS = "What people said of it: assigned (to this speaker), verified (it is right), rejected (it is no quote)."

COLUMN_DESCRIPTIONS: dict[str, dict[str, str]] = {
    "articles": {
        "id": "Number of the row.",
        "key": "What makes it this article: its address, else collection and id, else a hash of the text.",
        "label": _LABEL,
        "title": _TITLE,
        "url": _URL,
        "outlet": _OUTLET,
        "published": _PUBLISHED,
        "published_as_printed": _AS_PRINTED,
        "published_inferred": _INFERRED,
        "language": _LANGUAGE,
        "collection": _COLLECTION,
        "natural_id": _NATURAL_ID,
        "source_path": _SOURCE_PATH,
        "source_sha256": _SOURCE_SHA256,
        "text_sha256": "Hash of the text: tells whether the article has changed.",
        "authors": _AUTHORS,
        "furniture": _FURNITURE,
        "rules_version": _ARTICLE_RULES,
        "added_at": "When it was added (UTC).",
        "extracted_at": "When quotes were last looked for (UTC).",
        "text": _TEXT,
    },
    "speakers": {
        "id": "Number of the row.",
        "key": _SPEAKER_KEY,
        "name": _SPEAKER_NAME,
        "kind": _KIND,
        "sort_name": "Name for sorting: surname first, without accents.",
        "article_id": "Set for speakers of one article alone: unnamed ones, and names too short to say who it is.",
    },
    "names": {
        "id": "Number of the row.",
        "speaker_id": "Whose name it is.",
        "name": "The form, without title.",
        "folded": "The form in small letters without accents, for looking it up.",
        "surname_key": "How the surname sounds, for finding other spellings.",
        "is_full": "1 if the form says by itself who it is: given name and surname.",
        "articles": "In how many articles this form stands.",
        "source": "Where the form is from: record means from an article, correction and alias from people.",
    },
    "name_uses": {"name_id": "The form of the name.", "article_id": "The article in which it stands."},
    "roles": {
        "id": "Number of the row.",
        "speaker_id": "Whose role it is.",
        "article_id": "The article that says so.",
        "role": "The role as printed.",
    },
    "rivals": {
        "speaker_id": "The speaker as stored.",
        "article_id": "The article where it is open who is meant.",
        "rival_id": "The other one who could be meant.",
    },
    "quotes": {
        "id": _ID,
        "key": _QUOTE_KEY,
        "article_id": _ARTICLE,
        "position": _POSITION,
        "type": _TYPE,
        "quote": _QUOTE,
        "content": _CONTENT,
        "closed": _CLOSED,
        "cue": _CUE,
        "cue_start": _CUE_START,
        "cue_end": _CUE_END,
        "mention": _MENTION,
        "mention_start": _MENTION_START,
        "mention_end": _MENTION_END,
        "mention_kind": _MENTION_KIND,
        "role": _ROLE,
        "rule": _RULE,
        "rules_version": _RULES,
        "confidence": _CONFIDENCE,
        "identity_confidence": _IDENTITY_CONFIDENCE,
        "paragraph_start": "Where the paragraph around the quote starts, in characters of the text.",
        "paragraph_end": "Where that paragraph ends.",
    },
    "quote_speakers": {
        "quote_id": "The quote.",
        "speaker_id": "Who said it.",
        "position": "Order of several speakers, from 0.",
        "how": "On what ground it is this speaker: exact, alias, variant, new or ambiguous; corrected: people say so.",
    },
    "corrections": {
        "id": "Number of the row.",
        "key": "Public key of the correction, a hash of all it says.",
        "made_at": "When it was made (UTC).",
        "made_by": "Who made it.",
        "why": "Why.",
        "action": "assign, reject, verify, merge, distinct, split, rename, alias, unalias, later or undo.",
        "undoes": "Key of the correction that it undoes.",
        "data": "What it is about and what it says, JSON: quotes with their words and what stands around them, speakers"
        " with key and names.",
    },
    "corrected_quotes": {
        "correction_id": _CORRECTION,
        "position": "Which of its quotes, from 0.",
        "words_hash": "What quotes of the same words have in common.",
        "quote_id": "The quote; empty while the record has none such.",
    },
    "corrected_speakers": {
        "correction_id": _CORRECTION,
        "place": "Which of its speakers.",
        "value": "Key or name, in small letters without accents.",
        "speaker_id": "The speaker; empty while the record has none such.",
    },
    "verdicts": {"quote_id": "The quote.", "status": _STATUS, "correction_id": _CORRECTION},
    "overruled": {
        "quote_id": "The quote.",
        "position": "Order of several speakers, from 0.",
        "speaker_id": "Who said it as the rules found it; empty for nobody.",
        "how": "On what ground.",
    },
    "named": {
        "quote_id": "The quote.",
        "position": "Order of several speakers, from 0.",
        "speaker_id": "Who said it; shown is the speaker that this one was merged into, if it was.",
    },
    "merged": {
        "speaker_id": "The speaker as the rules found it.",
        "article_id": "In this article alone, if there is one.",
        "into_id": "The speaker that it is.",
    },
    "renamed": {
        "speaker_id": "The speaker.",
        "name": "The name shown.",
        "found_name": "The name that would be shown otherwise: the commonest full form.",
    },
    "removed_names": {"name_id": "The form of the name."},
    "people": {
        "id": "Number of the row.",
        "key": "What makes it the same person again: a hash of the Wikidata id, else of the name.",
        "name": "The name that the list has.",
        "data": "All columns of the list, as JSON.",
        "speaker_id": "Who of the record it is, if that is sure.",
    },
    "people_names": {"folded": "The name in small letters without accents.", "person_id": "Whose name it is."},
    "attributes": {
        "speaker_id": "Of whom it is said.",
        "name": "The column of the list: gender, party.",
        "value": "What it says.",
    },
    "versions": {
        "id": "Number of the row.",
        "article_id": _ARTICLE,
        "number": "Which version, from 1; the present one is in articles.",
        "seen_at": "When it was first seen (UTC).",
        "replaced_at": "When it was seen that another had taken its place (UTC).",
        "label": _LABEL,
        "title": _TITLE,
        "url": _URL,
        "outlet": _OUTLET,
        "published": _PUBLISHED,
        "published_as_printed": _AS_PRINTED,
        "published_inferred": _INFERRED,
        "language": _LANGUAGE,
        "collection": _COLLECTION,
        "natural_id": _NATURAL_ID,
        "source_path": _SOURCE_PATH,
        "source_sha256": _SOURCE_SHA256,
        "text_sha256": "Hash of the text.",
        "authors": _AUTHORS,
        "furniture": _FURNITURE,
        "rules_version": _ARTICLE_RULES,
        "text": _TEXT,
    },
    "past_quotes": {
        "id": "Number of the row.",
        "version_id": "The version of the article.",
        "position": _POSITION,
        "key": _QUOTE_KEY,
        "type": _TYPE,
        "quote": _QUOTE,
        "speakers": "Who said it: JSON [{key, name, kind, how}, …], the name as it was shown then.",
        "content": _CONTENT,
        "closed": _CLOSED,
        "cue": _CUE,
        "cue_start": _CUE_START,
        "cue_end": _CUE_END,
        "mention": _MENTION,
        "mention_start": _MENTION_START,
        "mention_end": _MENTION_END,
        "mention_kind": _MENTION_KIND,
        "role": _ROLE,
        "rule": _RULE,
        "rules_version": _RULES,
        "confidence": _CONFIDENCE,
        "identity_confidence": _IDENTITY_CONFIDENCE,
    },
    "quotes_readable": {
        "quote": _QUOTE,
        "speaker": "Who said it; several are separated by semicolons.",
        "role": _ROLE,
        "type": _TYPE,
        "outlet": "Newspaper, agency or site.",
        "published": _PUBLISHED,
        "title": "Headline of the article.",
        "url": "Address of the article.",
        "mention": _MENTION,
        "cue": _CUE,
        "rule": _RULE,
        "confidence": _CONFIDENCE,
        "identity_confidence": _IDENTITY_CONFIDENCE,
        "status": _STATUS,
        "key": _QUOTE_KEY,
        "id": _ID,
        "article_id": _ARTICLE,
    },
    "speakers_readable": {
        "name": _SPEAKER_NAME,
        "kind": _KIND,
        "quotes": "How many quotes.",
        "articles": "In how many articles.",
        "first": "Date of the first article that quotes the speaker.",
        "last": "Date of the last one.",
        "key": _SPEAKER_KEY,
        "id": "Number of the speaker.",
    },
}
