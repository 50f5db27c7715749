-- For wrk: asks the targets of the file named by $TARGETS in turn, each thread from its own place, and reports
-- what script/bench-http reads: a line "wrk RATE P99_US ERRORS BYTES_PER_ANSWER".
local targets = {}
local at = 0

function init(args)
    for line in io.lines(os.getenv("TARGETS")) do
        targets[#targets + 1] = wrk.format("GET", line)
    end
    at = math.random(#targets)
end

function request()
    at = at % #targets + 1
    return targets[at]
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("wrk %.0f %.0f %d %.0f\n",
        summary.requests / summary.duration * 1e6,
        latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        summary.bytes / summary.requests))
end
