"""What web pages and both calendars leave in doubt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("archive", "0004_captures_know_their_articles"),
    ]

    operations = [
        migrations.AlterField(
            model_name="flag",
            name="kind",
            field=models.CharField(
                choices=[
                    ("title_unsure", "Title unsure"),
                    ("body_missing", "Body missing"),
                    ("body_unsure", "Body unsure"),
                    ("date_missing", "Date missing"),
                    ("date_unsure", "Date unsure"),
                    ("date_inferred", "Date inferred"),
                    ("date_converted", "Date converted"),
                    ("date_relative", "Date relative"),
                    ("date_unread", "Date not read"),
                    ("date_ambiguous", "Date ambiguous"),
                    ("weekday_disagrees", "Weekday disagrees"),
                    ("calendars_disagree", "Calendars disagree"),
                    ("source_missing", "Source missing"),
                    ("keywords_divided", "Keywords divided by guess"),
                    ("comments_fewer", "Fewer comments than declared"),
                    ("comments_more", "More comments than declared"),
                    ("comments_divided", "Comments divided by guess"),
                    ("text_cut_off", "Text cut off"),
                    ("encoding_repaired", "Encoding repaired"),
                ],
                db_index=True,
                max_length=24,
                verbose_name="kind",
            ),
        ),
    ]
