"""Forecasts of series: chosen by backtest beside naive ones, with intervals whose coverage is measured."""
