// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.filter.lua.Scripts.flows;
import static polder.filter.lua.Scripts.lane;
import static polder.filter.lua.Scripts.left;
import static polder.filter.lua.Scripts.problem;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import polder.api.capture.PacketBatch;
import polder.api.flow.FilterRule;
import polder.api.flow.FlowBatch;

/** Scripts written for FastNetMon do what they did there. */
public class HooksTest {
    private static final String RECORD =
            """
            local ffi = require("ffi")
            ffi.cdef([[typedef struct __attribute__((packed)) record {
                uint32_t src, dst, next_hop;      // network order
                uint16_t input, output;           /* host order */
                uint32_t packets, octets;
                uint32_t first, last;
                uint16_t src_port, dst_port;
                uint8_t pad1;
                uint8_t flags, protocol, tos;
                uint16_t src_as, dst_as;
                uint8_t masks[2];
                uint16_t pad2;
            } record_t;
            uint16_t ntohs(uint16_t netshort);]])
            """;

    private static final String EXCLUDE =
            """
            local excluded = json.decode(file:read("*all"))

            function process_netflow(agent, flow)
                local record_t = ffi.typeof('record_t*')
                local record = ffi.cast(record_t, flow)
                for ip, ports in pairs(excluded) do
                    if ip == agent then
                        for port, description in pairs(ports) do
                            if record.input == port then
                                return false
                            end
                        end
                    end
                end
                return true
            end
            """;
    private static final String SAMPLE =
            """
            local ffi = require("ffi")
            ffi.cdef([[
            typedef struct { uint32_t type; union { uint32_t v4; unsigned char v6[16]; } address; } address_t;
            typedef struct sample {
                address_t sender, agent;
                uint8_t skipped_1[176];
                uint32_t rate;
                uint8_t skipped_2[20];
                uint8_t *header;
                int header_length;
                uint32_t stripped;
                int is_v4, skipped_3[2], is_v6, skipped_4[3];
                address_t source, target;
                uint32_t protocol, tos, ttl, source_port, target_port, flags, offset, pdu;
                uint32_t formats[2];
                uint32_t input, output;
                uint32_t eth_type, eth_len;
                uint8_t source_mac[8], target_mac[8];
                uint32_t vlan;
            } sample_t;]])
            function process_sflow(agent, flow)
                local s = ffi.cast(ffi.typeof("sample_t*"), flow)
                assert(ffi.offsetof("sample_t", "rate") == 216 and ffi.offsetof("sample_t", "vlan") == 396)
                assert(s.sender.type == 1 and bit.bswap(s.sender.address.v4) == bit.tobit(0xc0000201))
                assert(s.rate == 100 and s.input == 3 and s.output == 4 and s.vlan == 17)
                assert(s.protocol == 6 and s.tos == 0xb8 and s.ttl == 64 and s.flags == 18)
                assert(s.source_port == 53 and s.target_port == 40000)
                assert(s.header_length == 4 and ffi.string(s.header, 4) == "head" and s.header[1] == 101)
                if s.is_v6 == 1 then
                    return s.source.address.v6[15] ~= 7
                end
                return s.source.address.v4 ~= bit.bswap(0x06336407)
            end
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Scripts scripts;

    @Before
    public void start() {
        scripts = new Scripts(folder.getRoot().toPath());
    }

    @After
    public void stop() {
        scripts.stop();
    }

    @Test
    public void aScriptThatReadsAListOfInterfacesLeavesTheirFlowsOut() throws IOException {
        Path list = scripts.file(
                "exclude.json", "{\"192.0.2.1\" : { 33 : \"BB\", 3 : \"BB\" }, \"192.0.2.9\" : { 916 : \"BB\" } }\n");
        LuaFilter filter = scripts.filter(
                """
                package.path = package.path .. ";/usr/share/lua/5.1/?.lua"
                local json = require("json")
                """
                        + RECORD
                        + "local file = io.open(\"" + list + "\", \"r\")\n"
                        + EXCLUDE,
                "read",
                list.toString());
        assertThat(problem(filter)).isEmpty();
        assertThat(left(lane(filter), flows("netflow", "192.0.2.1", "198.51.100.1")))
                .isEmpty();
        assertThat(left(lane(filter), flows("netflow", "192.0.2.9", "198.51.100.1")))
                .hasSize(1);
        FilterRule rule = filter.rules().get(0);
        assertThat(rule)
                .extracting(
                        FilterRule::name, FilterRule::asked, FilterRule::flows, FilterRule::packets, FilterRule::bytes)
                .containsExactly("process_netflow", 2L, 1L, 300L, 30_000L);
        assertThat(rule.nanos()).isPositive();
    }

    @Test
    public void aNetflowRecordHasTheOrderOfBytesFastNetMonGaveIt() throws IOException {
        LuaFilter filter = scripts.filter(
                RECORD
                        + """
                local bit = require("bit")
                function process_netflow(agent, flow)
                    local r = ffi.cast("record_t *", flow)
                    assert(agent == "192.0.2.1", agent)
                    assert(ffi.sizeof("record_t") == 48)
                    assert(bit.tohex(bit.bswap(r.src)) == "c6336407", bit.tohex(r.src))
                    assert(bit.bswap(r.dst) == 0x0a000001)
                    assert(r.input == 3 and r.output == 4)
                    assert(r.packets == 3 and r.octets == 300)
                    assert(ffi.C.ntohs(r.src_port) == 53 and ffi.C.ntohs(r.dst_port) == 40000)
                    assert(r.flags == 18 and r.protocol == 6 and r.tos == 0xb8)
                    assert(ffi.C.ntohs(r.src_as) == 64500 and ffi.C.ntohs(r.dst_as) == 23456)
                    assert(r.masks[0] == 0 and r[0].pad2 == 0)
                    return false
                end
                """);
        FlowBatch flows = flows("netflow", "192.0.2.1", "198.51.100.7");
        assertThat(left(lane(filter), flows)).as(problem(filter)).isEmpty();
    }

    @Test
    public void anSflowSampleIsLaidOutAsFastNetMonHasIt() throws IOException {
        LuaFilter filter = scripts.filter(SAMPLE);
        FlowBatch flows = flows("sflow", "192.0.2.1", "6.51.100.7", "6.51.100.8", "2001:db8::7", "2001:db8::8");
        ByteBuffer bytes = flows.source().bytes();
        bytes.put(16, new byte[] {'h', 'e', 'a', 'd'});
        FlowBatch framed = new FlowBatch(8, drained -> {});
        framed.of(flows.source());
        framed.decoder("sflow");
        framed.detailed(true);
        for (int row = 0; row < flows.size(); row++) {
            framed.next(0)
                    .between(flows.sourceHigh(row), flows.sourceLow(row), flows.targetHigh(row), flows.targetLow(row))
                    .ports(53, 40_000)
                    .kind(6, 18, false)
                    .volume(1, 100)
                    .sampled(100);
            framed.details().interfaces(3, 4).header(0xb8, 64, 0).layer2(17, 0).frame(16, 4, 100, PacketBatch.ETHERNET);
        }
        assertThat(left(lane(filter), framed)).as(problem(filter)).containsExactly("6.51.100.8", "2001:db8::8");
        assertThat(problem(filter)).isEmpty();
    }

    @Test
    public void whatIsNotTrueDropsAFlowAsInFastNetMon() throws IOException {
        LuaFilter filter = scripts.filter(
                """
                local answers = { ["192.0.2.1"] = 1, ["192.0.2.2"] = "no", ["192.0.2.3"] = false }
                function process_netflow(agent, flow)
                    return answers[flow.source]
                end
                """);
        FlowBatch flows = flows("netflow", "192.0.2.9", "192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4");
        assertThat(left(lane(filter), flows)).containsExactly("192.0.2.1", "192.0.2.2");
    }

    @Test
    public void aHookIsAskedAboutTheFlowsOfItsDecoderOnly() throws IOException {
        LuaFilter filter = scripts.filter("function process_sflow() return false end");
        assertThat(left(lane(filter), flows("netflow", "192.0.2.1", "198.51.100.1")))
                .hasSize(1);
        assertThat(left(lane(filter), flows("packet", "::", "198.51.100.1"))).hasSize(1);
        assertThat(left(lane(filter), flows("sflow", "192.0.2.1", "198.51.100.1")))
                .isEmpty();
    }

    @Test
    public void aScriptWrittenForPolderSeesIpv6AndWhatTheRecordHasNoRoomFor() throws IOException {
        LuaFilter filter = scripts.filter(
                """
                function process_netflow(agent, flow)
                    assert(flow.input == 3 and flow.target_as == 4200000 and flow.vlan == 17 and flow.fragment == false)
                    return not (flow.source:match("^2001:db8:") and flow.source_port == 53 and flow.bytes / flow.packets > 99)
                end
                """);
        FlowBatch flows = flows("netflow", "192.0.2.1", "2001:db8::1", "2001:db9::1");
        assertThat(left(lane(filter), flows)).as(problem(filter)).containsExactly("2001:db9::1");
    }

    @Test
    public void eachLaneHasVariablesOfItsOwn() throws IOException {
        LuaFilter filter = scripts.filter(
                """
                local seen = 0
                function process_netflow()
                    seen = seen + 1
                    return seen ~= 2
                end
                """);
        assertThat(left(lane(filter), flows("netflow", "192.0.2.1", "198.51.100.1")))
                .hasSize(1);
        assertThat(left(lane(filter), flows("netflow", "192.0.2.1", "198.51.100.1", "198.51.100.2")))
                .isEqualTo(List.of("198.51.100.1"));
    }
}
