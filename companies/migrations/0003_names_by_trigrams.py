"""Names that are nearly the same are found by their trigrams, in whatever number of companies."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("companies", "0002_history_by_statement")]

    operations = [
        TrigramExtension(),
        migrations.AddIndex(
            "company", GinIndex(fields=["name"], name="company_by_trigrams", opclasses=["gin_trgm_ops"])
        ),
        migrations.AddIndex(
            "companyname", GinIndex(fields=["name"], name="companyname_by_trigrams", opclasses=["gin_trgm_ops"])
        ),
    ]
