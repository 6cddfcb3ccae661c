"""How a drill breaks one guarantee of the running product, and mends it again."""

import asyncpg


async def sabotage(address: str, name: str, sentences: dict[str, list[str]]) -> None:
    """Say these sentences to the database as its superuser."""
    db = await asyncpg.connect(address)
    for sql in sentences[name]:
        await db.execute(sql)
    await db.execute("select pg_reload_conf()")
    if any("synchronous_commit" in sql for sql in sentences[name]):
        # sessions that are open already keep the old setting
        await db.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename like 'carenet_%'"
        )
    await db.close()


TWICE = [
    """create or replace function app.forget() returns trigger language plpgsql as $$
         begin
           if new.state = 'sent' and random() < 0.3 then
             new.state := 'queued'; new.claim := null; new.lease := null;
           end if;
           return new;
         end $$""",
    "create or replace trigger forget before update on outgoing for each row execute function app.forget()",
]
"""Some messages that were sent go back into the queue."""
ONCE_AGAIN = ["drop trigger forget on outgoing", "drop function app.forget()"]
