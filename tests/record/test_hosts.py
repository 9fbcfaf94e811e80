"""Which hosts are taken for passing ones, and which are let be."""

import pytest

from tpcli.record.hosts import is_archive, unstable


@pytest.mark.parametrize(
    "address",
    [
        "http://192.0.2.7/a", "https://192.0.2.7:8080/", "http://[2001:db8::1]/", "http://3221225991/", "http://0xC0.2.1/",
        "https://user@192.0.2.7/", "https://archive.today/AB1", "https://archive.ph/AB1", "http://archive.is/AB1",
        "https://www.archive.li/x", "https://archive.md/x", "https://archive.vn/x", "https://ARCHIVE.FO/x",
        "https://staging.paper.com/a", "https://test.paper.com.pk/a", "https://www-dev.paper.com/a",
        "https://dev2.paper.org", "https://uat.ministry.gov.tr/x", "https://preprod-news.paper.com", "http://localhost/a",
        "http://archive.internal/x", "http://paper.test/", "http://intranet/page", "https://test.paper.com./a",
    ],
)  # fmt: skip
def test_a_passing_host_is_told(address: str) -> None:
    assert unstable(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://web.archive.org/web/2024/http://staging.paper.com/a", "https://archive.org/details/x", "https://test.de/a",
        "https://dev.to/a", "https://test.co.uk/a", "https://beta.com.tr/x", "https://defence.pk/threads/1",
        "https://www.latest.com/a", "https://contest.paper.com/a", "https://developer.paper.com/", "https://devon.gov.uk/",
        "https://archive.dawn.com/x", "https://www.archives.gov/", "https://1.example.com/x", "https://9news.com.au/",
        "doi:10.1000/182", "mailto:a@example.org", "not an address", "http://[bad", "https://xn--p1ai.xn--p1ai/",
    ],
)  # fmt: skip
def test_a_lasting_host_or_none_is_let_be(address: str) -> None:
    assert unstable(address) is None


def test_copies_in_archives_are_known() -> None:
    assert is_archive("https://web.archive.org/web/1/http://a.com") and is_archive("https://perma.cc/A")
    assert not is_archive("https://archive.dawn.com/a") and not is_archive("https://webarchive-news.com")
