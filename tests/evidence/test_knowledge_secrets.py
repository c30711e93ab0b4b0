"""Secret names and their false friends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.knowledge.secrets import is_secret_name

SECRETS = (
    "private_key privateKey PRIVATE_KEY privkey secret_key secretKey self.private_key mnemonic mnemonic_phrase "
    "seed_phrase seedPhrase wallet_seed password user_password passwd passphrase token bot_token access_token "
    "GITHUB_TOKEN api_key apikey API_KEY apiKeys session_id session_token client_secret credentials creds "
    "AWS_SECRET_ACCESS_KEY AWS_ACCESS_KEY_ID access_key keypair private_key_hex private_key_b58 bip39_seed password1 "
    "private_keys access_tokens session_string auth_token account.private_key_bytes"
)

FALSE_FRIENDS = (
    "token_type tokenizer max_tokens tokens key keys secret_name password_field session seed random_seed "
    "public_key primary_key foreign_key sort_key dict_key token_id token_count next_token page_token pad_token "
    "eos_token csrf_token has_password show_password is_token get_token password_hash passwords_file compass "
    "private monkey author keyword pwd_path secretary tokenize api_key_name num_tokens cookie cookies x _ __"
)


@pytest.mark.parametrize(
    "name",
    SECRETS.split(),
)
def test_a_secret_is_known_by_its_name(name: str) -> None:
    """Snake, camel and upper case, dotted and plural."""
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    FALSE_FRIENDS.split(),
)
def test_a_false_friend_is_none(name: str) -> None:
    """Names about secrets, and other senses of the same words."""
    assert not is_secret_name(name)


@given(st.text(max_size=200))
def test_any_identifier_has_an_answer(name: str) -> None:
    """Hostile identifiers never raise, and the answer is a plain truth value."""
    assert is_secret_name(name) in {True, False}
