/* Which addresses are the outside. */
#include "unit.h"

#include "outside/address.h"

static const char *judge(const char *written)
{
	struct ip ip;
	assert_true(ip_read(text_from(written), &ip));
	return address_inside(&ip);
}

static void addresses_of_the_internet_are_outside(void **state)
{
	static const char *const outside[] = {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0",
		"100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "168.63.129.15",
		"169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255",
		"192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111",
		"2a00:1450:4001:80b::200e", "2001:4860:4860::8888", "2001:200::1", "::ffff:1.1.1.1",
		"64:ff9b::1.1.1.1", "2002:0101:0101::1"};
	for (size_t i = 0; i < sizeof(outside) / sizeof(*outside); i++)
		if (judge(outside[i]))
			fail_msg("%s is taken for %s", outside[i], judge(outside[i]));
}

static void all_others_are_inside(void **state)
{
	static const char *const inside[] = {"0.0.0.0", "0.1.2.3", "10.0.0.0", "10.255.255.255",
		"100.64.0.0", "100.100.100.200", "100.127.255.255", "127.0.0.1", "127.255.255.255",
		"168.63.129.16", "169.254.0.1", "169.254.169.254", "172.16.0.0", "172.31.255.255",
		"192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
		"198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255",
		"240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::1.1.1.1", "fc00::1",
		"fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1", "100::1", "2001::1",
		"2001:db8::1", "3fff::1", "5f00::1", "4000::1"};
	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		if (!judge(inside[i]))
			fail_msg("%s is taken for the outside", inside[i]);
}

static void what_carries_an_ipv4_address_is_what_that_is(void **state)
{
	static const char *const inside[] = {"::ffff:127.0.0.1", "::ffff:10.0.0.1",
		"::ffff:169.254.169.254", "64:ff9b::127.0.0.1", "64:ff9b::192.168.1.1",
		"64:ff9b:1::1.1.1.1", "2002:7f00:0001::1", "2002:0a00:0001::", "2002:a9fe:a9fe::1"};
	for (size_t i = 0; i < sizeof(inside) / sizeof(*inside); i++)
		if (!judge(inside[i]))
			fail_msg("%s is taken for the outside", inside[i]);
	assert_string_equal(judge("::ffff:10.0.0.1"), "a private network");
	assert_string_equal(judge("64:ff9b::127.0.0.1"), "this machine");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_of_the_internet_are_outside),
		cmocka_unit_test(all_others_are_inside),
		cmocka_unit_test(what_carries_an_ipv4_address_is_what_that_is),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
