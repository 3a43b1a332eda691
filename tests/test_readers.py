import codecs
import collections
import io
import itertools
import os
import socket
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireparse.errors import NotTextError, SourceError, WireparseError
from wireparse.readers import Form, Known, ReadOptions, Source, check_encoding, decode, is_json_lines, read_sources
from wireparse.readers.binary import binary_type
from wireparse.readers.jsonl import Record, RecordError, read_records
from wireparse.readers.latin import latin_page

# The encoding, and a text whose bytes are no UTF-8. Where several code pages give the same text, any of them will do.
LEGACY = [
    ("latin-1", "café"),
    ("latin-1", "GÖTEBORG (TT) - Två personer skadades svårt i en olycka på E6."),
    ("latin-1", "MÜNCHEN (dpa) - Die Straße ist für Fußgänger gesperrt."),
    ("latin-1", "SÃO PAULO - A inflação não pára, diz o ministério."),
    ("latin-1", "KØBENHAVN, 24. dec. /ritzau/ - Regeringen er på vej med en ny plan, siger ministeren på mødet."),
    ("latin-1", "REYKJAVÍK - Ráðherra sagði að fiskveiðar yrðu takmarkaðar á næsta ári, þótt aflinn væri góður."),
    ("cp1252", "PARIS (AFP) – Le Président a dit “oui” à l’accord – c’est une première. L’État paiera 10 €."),
    ("cp1252", "“Ja” – ok"),
    ("cp1252", "Coöperatie verliest 3 miljoen"),
    ("cp1250", "WARSZAWA (PAP) - Prezydent podpisał ustawę o źródłach światła, że aż żółw się zdziwił."),
    ("cp1250", "PRAHA (ČTK) - Vláda schválila návrh zákona o daních, který příští týden projedná sněmovna."),
    ("iso-8859-2", "WARSZAWA (PAP) - Prezydent podpisał ustawę o źródłach światła, że aż żółw się zdziwił."),
    ("iso-8859-9", "ANKARA (AA) - Cumhurbaşkanı, İstanbul'da düzenlenen toplantıda konuştu: ışık yandı."),
    ("cp1257", "VILNIUS (ELTA) - Vyriausybė nusprendė, kad mokesčiai didės, pranešė ministrų kabinetas."),
    ("cp437", "Göteborg (TT) - Två personer skadades svårt."),
    ("mac-roman", "Göteborg (TT) - Två personer skadades svårt."),
    ("cp1251", "МОСКВА, 24 дек - РИА Новости. Президент подписал закон о бюджете на три года."),
    ("koi8-r", "МОСКВА, 24 дек - РИА Новости. Президент подписал закон о бюджете на три года."),
    ("iso-8859-7", "ΑΘΗΝΑ (ΑΠΕ-ΜΠΕ) - Η κυβέρνηση ανακοίνωσε νέα μέτρα για τη στήριξη των νοικοκυριών."),
    ("shift_jis", "【東京共同】政府は二十四日、来年度予算案を閣議決定した。一般会計の総額は過去最大となる。"),
    ("euc-jp", "【東京共同】政府は二十四日、来年度予算案を閣議決定した。一般会計の総額は過去最大となる。"),
    ("gb18030", "新华社北京12月24日电 国务院总理主持召开常务会议,部署进一步做好稳就业工作。"),
    ("big5", "(中央社台北24日電)行政院長今天主持院會,通過明年度總預算案。"),
    ("euc-kr", "(서울=연합뉴스) 김철수 기자 = 정부는 24일 국무회의를 열어 내년도 예산안을 의결했다."),
    ("cp1256", "القاهرة (رويترز) - أعلنت الحكومة المصرية اليوم الأربعاء خطة جديدة لدعم الأسر."),
]

BINARY = [
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary data (PNG image), not text"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "binary data (JPEG image), not text"),
    (b"GIF89a\x01\x00\x01\x00", "binary data (GIF image), not text"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "binary data (PDF document), not text"),
    (b"PK\x03\x04\x14\x00\x00\x00", "binary data (ZIP archive), not text"),
    (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "binary data (gzip data), not text"),
    (b"\x28\xb5\x2f\xfd\x04\x00", "binary data (Zstandard data), not text"),
    (b"BZh91AY&SY\x94$|\x1c", "binary data (bzip2 data), not text"),
    (b"BM\x36\x00\x0c\x00\x00\x00", "binary data (BMP image), not text"),
    (b"\x00\x00\x00\x18ftypmp42\x00\x00", "binary data (MP4 media), not text"),
    (b"story.txt".ljust(257, b"\x00") + b"ustar\x0000", "binary data (tar archive), not text"),
    (b"no\x00text\x00at\x01all\x00\x02", "binary data, not text"),
    (bytes(range(1, 256)), "binary data, not text"),
]


def records(data: bytes, **options: Any) -> list[Record | RecordError]:
    return list(read_records(io.BufferedReader(io.BytesIO(data)), **options))


def reasons(data: bytes, **options: Any) -> list[str]:
    return [record.reason for record in records(data, **options) if isinstance(record, RecordError)]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff")))
def test_utf8_is_read_as_it_is(text: str) -> None:
    data = text.encode()
    if binary_type(data) is None:
        assert decode(data) == (text, "utf-8", Known.UTF8)


@given(st.binary())
def test_no_bytes_are_too_strange(data: bytes) -> None:
    try:
        decoded = decode(data)
    except NotTextError:
        return
    decoded.text.encode()
    assert (decoded.text == "") == (data == b"")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_decides_and_stays(encoding: str) -> None:
    text = "\ufeffOSLO (NTB) - Ørret på menyen."
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert decoded.known is (Known.UTF8 if encoding == "utf-8" else Known.MARK)


def test_a_mark_is_believed_even_if_some_bytes_are_bad() -> None:
    assert decode(codecs.BOM_UTF16_LE + "OSLO".encode("utf-16-le") + b"\n").text == "\ufeffOSLO\ufffd"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["OSLO (NTB) - Ørret\n", "МОСКВА, 24 дек - Новости"])
def test_wide_text_without_a_mark_is_known_by_its_nuls(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding, Known.SHAPE)


@pytest.mark.parametrize(("encoding", "text"), LEGACY)
@pytest.mark.parametrize("times", [1, 30])
def test_old_code_pages_are_told_apart(encoding: str, text: str, times: int) -> None:
    text = f"{text}\n" * times
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.known) == (text, Known.GUESS)


def test_plain_text_before_an_old_letter_does_not_hide_it() -> None:
    text = "Nothing but ASCII here.\n" * 10_000 + "MÜNCHEN (dpa) - Die Straße ist für Fußgänger gesperrt.\n"
    assert decode(text.encode("latin-1")).text == text


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xe2\x82", b"\xed\xa0\x80"])
def test_a_bad_byte_in_utf8_costs_no_more_than_itself(bad: bytes) -> None:
    before, after = "Één brug in København", " blijft dicht – tot zondag."
    decoded = decode(before.encode() + bad + after.encode())
    assert (decoded.encoding, decoded.known) == ("utf-8", Known.MENDED)
    assert decoded.text.startswith(before)
    assert decoded.text.endswith(after)
    assert set(decoded.text[len(before) : -len(after)]) == {"\ufffd"}


def test_a_stray_byte_in_ascii_costs_no_more_than_itself() -> None:
    before, after = "The bridge stays closed for a week, the city says", ", and so does the tunnel below it. " * 2
    assert decode(before.encode() + b"\xff" + after.encode()).text == f"{before}\ufffd{after}"


def test_a_letter_cut_off_at_the_end_is_still_utf8() -> None:
    assert decode("één".encode() + b"\xc3") == ("één\ufffd", "utf-8", Known.MENDED)


@pytest.mark.parametrize(("data", "reason"), BINARY)
def test_binary_data_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(NotTextError) as raised:
        decode(data)
    assert str(raised.value) == reason


@pytest.mark.parametrize("text", ["BMW roept auto's terug", "MZ", "ID3", "PARIS", "RIFFIAN", "PK zegt nee", "7z"])
def test_a_story_may_begin_like_a_signature(text: str) -> None:
    assert decode(text.encode()).text == text


def test_control_characters_of_wire_copy_are_text() -> None:
    wire = b"\x16\x16\x01ZCZC ABC123\x02\x07\x0c\r\nOSLO (NTB) - Hei.\x03\x04\x1b\x11\x12\x13\x14\x1f\r\nNNNN\r\n"
    assert decode(wire).text == wire.decode()
    assert decode(wire + b"K\xf8benhavn").text == wire.decode() + "København"


def test_nuls_behind_the_text_are_padding() -> None:
    assert decode(b"OSLO (NTB) - Hei." + bytes(100)).text == "OSLO (NTB) - Hei." + "\x00" * 100


def test_the_encoding_asked_for_decides() -> None:
    assert decode("één".encode(), "cp1252") == ("Ã©Ã©n", "cp1252", Known.ASKED)
    assert decode(b"\x89PNG\r\n\x1a\n\x00", "latin-1").known is Known.ASKED


@pytest.mark.parametrize("asked", ["utf-16", "utf-32", "utf-8-sig", "utf-8"])
def test_the_mark_stays_whatever_is_asked_for(asked: str) -> None:
    data = "\ufeffOSLO".encode("utf-8" if asked == "utf-8-sig" else asked)
    assert decode(data, asked).text.lstrip("\ufeff") == "OSLO"
    assert decode(data, asked).text.startswith("\ufeff")


def test_bytes_that_do_not_fit_are_named_with_their_place() -> None:
    with pytest.raises(NotTextError, match=r"^not utf-8: byte 0xe9 at offset 3$"):
        decode(b"caf\xe9", "utf-8")
    with pytest.raises(NotTextError, match=r"^not ascii: byte 0xc3 at offset 0$"):
        decode("é".encode(), "ascii")


def test_half_pairs_of_surrogates_do_not_come_through() -> None:
    assert decode(b"a+2AA-b", "utf-7").text == "a\ufffdb"


@pytest.mark.parametrize("name", ["nosuch", "hex", "rot13", "zip"])
def test_what_is_no_text_encoding_is_refused(name: str) -> None:
    with pytest.raises(LookupError):
        check_encoding(name)
    with pytest.raises(LookupError):
        decode(b"text", name)


def test_a_page_that_no_language_explains_is_not_guessed() -> None:
    assert latin_page(b"\xff\xfe\xff \x01") is None


def test_records_are_read_one_by_one() -> None:
    data = b'\xef\xbb\xbf{"text": "one", "id": 1}\r\n\n  \n{"id": [2, {"a": null}], "text": "two"}\n{"text": "three"}'
    assert records(data, keep=["id", "id"]) == [
        Record(0, "one", {"id": 1}),
        Record(1, "two", {"id": [2, {"a": None}]}),
        Record(2, "three", None),
    ]


def test_any_field_can_be_the_text_and_be_kept() -> None:
    data = '{"naïve field": "Hei", "text": 3, "f0": true}'.encode()
    [record] = records(data, text_field="naïve field", keep=["naïve field", "f0", "text", "none"])
    assert record == Record(0, "Hei", {"naïve field": "Hei", "f0": True, "text": 3})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "bad JSON: Expecting property name enclosed in double quotes (column 2)"),
        (b'{"text": "a"} x', "bad JSON: Extra data (column 15)"),
        (b'{"text": "a', "bad JSON: Unterminated string (column 10)"),
        (b"[" * 200_000, "bad JSON: nested too deep"),
        (b'{"text": "a", "n": [' + b"9" * 5000 + b"]}", "bad JSON: a number has too many digits"),
        (b"[1]", "an array, not an object"),
        (b'"text"', "a string, not an object"),
        (b"17", "a number, not an object"),
        (b"null", "null, not an object"),
        (b"true", "a boolean, not an object"),
        (b'{"text": null}', 'field "text" is null, not text'),
        (b'{"text": 1.5}', 'field "text" is a number, not text'),
        (b'{"text": {}}', 'field "text" is an object, not text'),
        (b"{}", 'no field "text"; it has none'),
        (b'{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}', 'no field "text"; it has "a", "b", "c", "d", "e", …'),
    ],
)
def test_a_bad_record_is_told_of_and_the_next_is_read(line: bytes, reason: str) -> None:
    keep = ["n"] if b'"n"' in line else []
    found = records(b'{"text": "before"}\n' + line + b'\n{"text": "after"}\n', keep=keep)
    assert found == [Record(0, "before", None), RecordError(1, reason), Record(2, "after", None)]


def test_half_pairs_of_surrogates_in_records_become_replacement_characters() -> None:
    [record] = records(rb'{"text": "a\ud800b \\ud800 \ud83d\ude00 \udc00", "k": ["\ud8ab"]}', keep=["k"])
    assert record == Record(0, "a\ufffdb \\ud800 😀 \ufffd", {"k": ["\ufffd"]})


def test_what_is_almost_json_is_read_as_jq_reads_it() -> None:
    [record] = records(b'{"text": "a\tb", "n": [NaN, 1e999, -Infinity, 123456789012345678901234567890]}', keep=["n"])
    assert record == Record(0, "a\tb", {"n": [None, None, None, 123456789012345678901234567890]})


def test_a_record_in_an_old_code_page_is_read_all_the_same() -> None:
    first, second = records(b'{"text": "caf\xe9"}\n{"text": "caf\xc3\xa9"}')
    assert first == Record(0, "café", None, "cp1252", Known.GUESS)
    assert second == Record(1, "café", None)


def test_wide_json_lines_are_read_by_their_mark() -> None:
    data = codecs.BOM_UTF16_LE + '{"text": "Ċo"}\n{"text": "één"}\n'.encode("utf-16-le")  # Ċ is the bytes 0A 01
    assert [record.text for record in records(data) if isinstance(record, Record)] == ["Ċo", "één"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16", "utf-32-be", "cp500"])
def test_json_lines_are_read_in_the_encoding_asked_for(encoding: str) -> None:
    data = '{"text": "één"}\n{"text": "twéé"}\n'.encode(encoding)
    found = records(data, encoding=encoding)
    assert [record.text for record in found if isinstance(record, Record)] == ["één", "twéé"]


def test_a_record_that_does_not_fit_the_encoding_asked_for_is_told_of() -> None:
    assert reasons(b'{"text": "caf\xe9"}\n{"text": "caf\xc3\xa9"}', encoding="utf-8") == [
        "not utf-8: byte 0xe9 at offset 13"
    ]
    with pytest.raises(NotTextError, match="not utf-16-le"):
        records(b'{"text": "cafe"}\n', encoding="utf-16-le")


def test_binary_data_is_no_json_lines() -> None:
    with pytest.raises(NotTextError, match="PNG"):
        records(b"\x89PNG\r\n\x1a\n\x00\x00\x00")


def test_memory_does_not_grow_with_the_file() -> None:
    line = b'{"text": "' + b"x" * 10_000 + b'", "id": 1}\n'

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            part = (line * (len(buffer) // len(line) + 1))[: len(buffer) // len(line) * len(line)]
            buffer[: len(part)] = part
            return len(part)

    stream: Any = io.BufferedReader(Endless(), 1 << 16)
    tracemalloc.start()
    try:
        [last] = collections.deque(itertools.islice(read_records(stream, keep=["id"]), 3000), maxlen=1)  # 30 MB
        assert last == Record(2999, "x" * 10_000, {"id": 1})
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_sources_come_in_order_and_errors_in_their_place(tmp_path: Path) -> None:
    page, corpus, empty = tmp_path / "page.txt", tmp_path / "Corpus.JSONL", tmp_path / "empty"
    page.write_text("OSLO (NTB) - Hei", encoding="utf-8")
    corpus.write_bytes(b'{"text": "one", "id": 1}\n!\n{"text": "two"}\n')
    empty.touch()
    found = list(read_sources([page, tmp_path / "none", tmp_path, corpus, empty], ReadOptions(keep=("id",))))
    assert [(type(source), source.name) for source in found] == [
        (Source, str(page)),
        (SourceError, str(tmp_path / "none")),
        (SourceError, str(tmp_path)),
        (Source, f"{corpus}#0"),
        (SourceError, f"{corpus}#1"),
        (Source, f"{corpus}#2"),
        (Source, str(empty)),
    ]
    assert [source.reason for source in found if isinstance(source, SourceError)] == [
        "No such file or directory",
        "is a folder; name the files in it",
        "bad JSON: Expecting value (column 1)",
    ]
    assert found[0] == Source(str(page), "OSLO (NTB) - Hei")
    assert found[3] == Source(f"{corpus}#0", "one", {"id": 1})
    assert found[-1] == Source(str(empty), "")


def test_what_an_input_is_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(b'{"text": "one"}\n')
    [source] = read_sources([path], ReadOptions(form=Form.TEXT))
    assert isinstance(source, Source)
    assert source.text == '{"text": "one"}\n'
    assert not is_json_lines(path, Form.TEXT)


def test_a_source_that_cannot_be_opened_or_is_binary_is_an_error(tmp_path: Path) -> None:
    door, picture = tmp_path / "door", tmp_path / "picture.txt"
    picture.write_bytes(BINARY[0][0])
    with socket.socket(socket.AF_UNIX) as listener:
        previous = Path.cwd()
        os.chdir(tmp_path)  # the name of a socket must be short
        try:
            listener.bind(door.name)
        finally:
            os.chdir(previous)
        first, second = read_sources([door, picture])
    assert isinstance(first, SourceError)
    assert first.reason == "No such device or address"
    assert isinstance(second, SourceError)
    assert str(second) == f"{picture}: binary data (PNG image), not text"


def test_waiting_is_announced(tmp_path: Path) -> None:
    pipe, file = tmp_path / "pipe", tmp_path / "file"
    file.write_text("text")
    os.mkfifo(pipe)
    keep_open = os.open(pipe, os.O_RDWR)
    writer = os.open(pipe, os.O_WRONLY)
    os.write(writer, b'{"text": "one"}\n{"text": "two"}\n')
    waits: list[str] = []
    sources = read_sources([file, pipe], ReadOptions(form=Form.JSONL), on_wait=lambda: waits.append("now"))
    assert isinstance(next(sources), SourceError)
    assert waits == []  # files do not keep anyone waiting
    assert isinstance(next(sources), Source)
    assert isinstance(next(sources), Source)
    assert waits == ["now"]  # both records came with one read
    os.close(writer)
    os.close(keep_open)
    assert list(sources) == []


def test_a_failure_of_whoever_is_told_of_the_wait_comes_through(tmp_path: Path) -> None:
    class StopError(WireparseError):
        pass

    def stop() -> None:
        raise StopError

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    keep_open = os.open(pipe, os.O_RDWR)
    with pytest.raises(StopError):
        list(read_sources([pipe], on_wait=stop))
    os.close(keep_open)
