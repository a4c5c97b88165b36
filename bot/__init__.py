"""Those who are told, and the telling: subscribers, the ledger, the sender, Telegram."""
