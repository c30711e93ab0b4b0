# Inert specimen: a code object of one print.
import base64
import marshal

exec(
    marshal.loads(
        base64.b64decode(
            "YwAAAAAAAAAAAAAAAAMAAAAAAAAA8xwAAACXAAIAZQBkAKYBAACrAQAAAAAAAAAAAQBkAVMAKQJ6DmluZXJ0IHNwZWNpbWVuTikB2gVwcmludKkA8wAAAADaBWluZXJ0+gg8bW9kdWxlPnIFAAAAAQAAAHMcAAAA8AMBAQHYAAWABdAGFtEAF9QAF9AAF9AAF9AAF3IDAAAA"
        )
    )
)
