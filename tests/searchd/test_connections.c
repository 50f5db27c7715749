// Who has to make room, who is too slow: over real sockets, with the time that it is as the tests say.
#include "base/clock.h"
#include "searchd/net/connections.h"

#include <arpa/inet.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmocka.h>

enum { IDLE_MS = 30000, MANY = 8 };

// Two ends of a connection over TCP.
struct wire {
    int ours, theirs;
};

struct world {
    struct connections connections;
    struct wire wires[MANY];
    struct connection *made[MANY];
    size_t count;
    bool made_room;
};

static struct wire open_wire(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct wire wire = {-1, socket(AF_INET, SOCK_STREAM, 0)};
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    assert_int_equal(connect(wire.theirs, (struct sockaddr *)&address, size), 0);
    wire.ours = accept(listener, NULL, NULL);
    assert_true(wire.ours >= 0);
    close(listener);
    return wire;
}

static void open_world(struct world *world, size_t all, size_t each)
{
    *world = (struct world){.count = 0};
    connections_init(&world->connections, (struct connection_limits){all, each});
}

static void close_world(struct world *world)
{
    for (size_t i = 0; i < world->count; i++) {
        connections_remove(&world->connections, world->made[i]);
        close(world->wires[i].ours);
        close(world->wires[i].theirs);
    }
    connections_clear(&world->connections);
}

// One more, from an address of either family.
static struct connection *add(struct world *world, const char *from)
{
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    bool is_v6 = strchr(from, ':');
    assert_int_equal(is_v6 ? inet_pton(AF_INET6, from, &v6.sin6_addr)
                           : inet_pton(AF_INET, from, &v4.sin_addr),
                     1);
    size_t i = world->count++;
    assert_true(i < MANY);
    world->wires[i] = open_wire();
    world->made[i] =
        connections_add(&world->connections, world->wires[i].ours,
                        is_v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4, &world->made_room);
    assert_non_null(world->made[i]);
    return world->made[i];
}

// Whether the client sees the end.
static bool is_over(const struct world *world, size_t i)
{
    struct pollfd poller = {.fd = world->wires[i].theirs, .events = POLLIN};
    char byte;
    return poll(&poller, 1, 0) > 0 && recv(world->wires[i].theirs, &byte, 1, MSG_DONTWAIT) == 0;
}

static void give_answer(struct world *world, size_t i)
{
    connections_set_idle(&world->connections, world->made[i], false);
}

static unsigned cut_after(struct world *world, int64_t ms)
{
    return connections_cut_slow(&world->connections, clock_coarse_ms() + ms, IDLE_MS);
}

static void the_longest_idle_makes_room(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, 3, 0);
    for (int i = 0; i < 3; i++)
        add(&world, "192.0.2.1");
    give_answer(&world, 0);
    connections_set_idle(&world.connections, world.made[0],
                         true); // is now the last to have fallen idle
    give_answer(&world, 1);
    assert_false(world.made_room);
    add(&world, "192.0.2.2");
    assert_true(world.made_room);
    assert_true(is_over(&world, 2));
    add(&world, "192.0.2.2");
    assert_true(world.made_room && is_over(&world, 0));
    assert_false(is_over(&world, 1) || is_over(&world, 3) || is_over(&world, 4));
    close_world(&world);
}

static void nobody_in_an_answer_makes_room_but_who_takes_nothing(void **state)
{
    (void)state;
    struct world world;
    static char block[1 << 16], got[1 << 16];
    open_world(&world, 2, 0);
    for (size_t i = 0; i < 2; i++) {
        add(&world, "192.0.2.1");
        give_answer(&world, i);
    }
    add(&world, "192.0.2.2");
    assert_false(world.made_room || is_over(&world, 0) || is_over(&world, 1));
    give_answer(&world, 2);
    assert_int_equal(cut_after(&world, 1), 0); // from here on it is watched what they take
    assert_int_equal(send(world.wires[0].ours, block, sizeof block, 0), sizeof block);
    assert_int_equal(recv(world.wires[0].theirs, got, sizeof got, MSG_WAITALL), sizeof got);
    assert_int_equal(cut_after(&world, 31000), 0);
    add(&world, "192.0.2.3");
    assert_true(world.made_room && is_over(&world, 1));
    assert_false(is_over(&world, 0) || is_over(&world, 2) || is_over(&world, 3));
    close_world(&world);
}

static void a_client_that_has_too_many_loses_its_own(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, 100, 2);
    add(&world, "2001:db8:1:2::1");
    add(&world, "2001:db8:1:2:ffff::9");
    add(&world, "2001:db8:1:3::1");
    assert_false(world.made_room);
    add(&world, "2001:db8:1:2::7");
    assert_true(world.made_room && is_over(&world, 0));
    give_answer(&world, 1);
    give_answer(&world, 3);
    add(&world, "2001:db8:1:2::8"); // none of the others is idle
    assert_true(world.made_room && is_over(&world, 4));
    assert_false(is_over(&world, 1) || is_over(&world, 2) || is_over(&world, 3));
    add(&world, "198.51.100.1");
    add(&world, "::ffff:198.51.100.1");
    assert_false(world.made_room);
    add(&world, "198.51.100.1");
    assert_true(world.made_room && is_over(&world, 5));
    close_world(&world);
}

static void idle_ones_are_cut_in_time(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, 100, 0);
    add(&world, "192.0.2.1");
    add(&world, "192.0.2.1");
    give_answer(&world, 1);
    assert_int_equal(cut_after(&world, IDLE_MS - 1000), 0);
    assert_int_equal(cut_after(&world, IDLE_MS + 1000), 1);
    assert_true(is_over(&world, 0));
    assert_int_equal(cut_after(&world, IDLE_MS + 2000), 0); // once is enough
    assert_false(is_over(&world, 1));
    close_world(&world);
}

// What the buffers between them hold, until no more goes in.
static size_t fill(int fd)
{
    static const char block[1 << 16];
    size_t filled = 0;
    for (ssize_t len; (len = send(fd, block, sizeof block, MSG_DONTWAIT)) > 0;)
        filled += (size_t)len;
    return filled;
}

static void take(int fd, size_t bytes)
{
    static char block[1 << 16];
    while (bytes > 0) {
        ssize_t len = recv(fd, block, bytes < sizeof block ? bytes : sizeof block, 0);
        assert_true(len > 0);
        bytes -= (size_t)len;
    }
}

// Of what was handed to the kernel, not yet acknowledged.
static size_t left(int fd)
{
    int bytes = 0;
    assert_int_equal(ioctl(fd, SIOCOUTQ, &bytes), 0);
    return (size_t)bytes;
}

// Forty minutes of a reader of some hundred bytes a second out of the megabytes between us, while not one byte more is
// handed out. Beside it one that reads nothing.
static void a_slow_reader_is_not_cut_one_that_stands_still_is(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, 100, 0);
    for (size_t i = 0; i < 2; i++) {
        add(&world, "192.0.2.1");
        give_answer(&world, i);
        assert_true(fill(world.wires[i].ours) > 0);
    }
    assert_int_equal(cut_after(&world, 1), 0);
    for (int step = 1; step <= 8; step++) {
        size_t before = left(world.wires[0].ours);
        while (left(world.wires[0].ours) + (100 << 10) > before)
            take(world.wires[0].theirs, 1 << 12);
        assert_int_equal(cut_after(&world, step * 301000), step == 1);
    }
    assert_false(is_over(&world, 0));
    close_world(&world);
}

static void who_waits_for_us_is_not_slow(void **state)
{
    (void)state;
    struct world world;
    open_world(&world, 100, 0);
    add(&world, "192.0.2.1");
    give_answer(&world, 0);
    connection_set_waiting(world.made[0], true);
    for (int step = 0; step < 5; step++)
        assert_int_equal(cut_after(&world, step * 301000), 0);
    connection_set_waiting(world.made[0], false);
    assert_int_equal(cut_after(&world, 4 * 301000 + 1), 0);
    assert_int_equal(cut_after(&world, 5 * 301000 + 1), 1);
    close_world(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_idle_makes_room),
        cmocka_unit_test(nobody_in_an_answer_makes_room_but_who_takes_nothing),
        cmocka_unit_test(a_client_that_has_too_many_loses_its_own),
        cmocka_unit_test(idle_ones_are_cut_in_time),
        cmocka_unit_test(a_slow_reader_is_not_cut_one_that_stands_still_is),
        cmocka_unit_test(who_waits_for_us_is_not_slow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
