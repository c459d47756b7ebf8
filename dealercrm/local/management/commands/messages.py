"""For developers: bring locale/ up to date with the source, say what still lacks Chinese, compile."""

from django.core.management.base import BaseCommand

from dealercrm.local import messages


class Command(BaseCommand):
    help = "Update and compile the Chinese texts; prints those that have none yet."

    def handle(self, **options):
        catalog = messages.merged()
        messages.save(catalog)
        for text in messages.missing(catalog):
            self.stdout.write(f"no Chinese: {text}")
        for text in messages.misplaced(catalog):
            self.stdout.write(f"other placeholders: {text}")
        self.stdout.write(f"{len(catalog)} texts, {len(messages.missing(catalog))} without Chinese.")
