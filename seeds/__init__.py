"""Articles come in: plain text as an editor pastes it, read into values.

An article file is a headline and paragraphs. All else is optional::

    ---
    author: Ada Byron
    language: en
    ---
    Bridge reopens after two years

    The crossing carries trams again, but no cars

    The first tram crosses the new bridge on Monday. (Photo by Mary Smith / City Desk)
    Powered by automated translation

    The bridge over the river reopened on Monday, the city said. ...

    Read more:

    Why the bridge was closed

The room is pure: bytes in, values out; no network, no database, no clock.
"""
