"""Movers: what departs from its own history, and how often that would be chance.

The figures are made in SQL at every build (warehouse/sql/staging/mover_*.sql): each weekly value, change over four weeks and
change of that is set against the median of up to 26 earlier ones in robust spreads (1.4826 times the median absolute
deviation, never less than counting alone gives). What such a distance is worth is not read from a normal table, since plays
and streams have heavy tails: the same detector runs over copies of the same series whose weekly changes were shuffled in
blocks of eight weeks (Kunsch, The jackknife and the bootstrap for general stationary observations, 1989, on blocks), and the
alarms it raises there are false by construction.
"""
