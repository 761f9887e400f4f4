"""Questions say the same to either database, and nothing in a token is an operator."""

from docflow.search.questions import All, AnyOf, But, Token, as_fts5, as_tsquery, holds

QUESTION = But(All((Token("a"), AnyOf((Token("b"), Token("c", open_ended=True))))), Token("d"))


def test_a_question_is_spelled_for_each_database():
    assert as_tsquery(QUESTION) == "(('a' & ('b' | 'c':*)) & !('d'))"
    assert as_fts5(QUESTION) == '(("a" AND ("b" OR "c"*)) NOT "d")'


def test_signs_in_a_token_stay_in_it():
    assert as_tsquery(Token("a' | 'b\\")) == "'a'' | ''b\\\\'"
    assert as_fts5(Token('a" OR "b')) == '"a"" OR ""b"'


def test_a_question_can_be_asked_of_tokens_at_hand():
    assert holds(QUESTION, {"a", "cx"})
    assert not holds(QUESTION, {"a", "cx", "d"})
    assert not holds(QUESTION, {"a", "x"})
