"""What is known of the running service: metrics for Prometheus, one line of log a request."""
