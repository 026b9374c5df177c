// SPDX-License-Identifier: Apache-2.0
package polder.filter.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.Test;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** C declarations are laid out as a C compiler does. */
public class CTypesTest {
    private final CTypes types = new CTypes();

    private int offset(String struct, String field) {
        CType.Field found = ((CType.Struct) types.parse(struct)).fields().get(LuaValue.valueOf(field));
        return found == null ? -1 : found.offset();
    }

    @Test
    public void fieldsAreAlignedUnlessTheStructureIsPacked() {
        types.declare("typedef struct { char a; int b; char c; double d; short e; } loose;"
                + "struct tight { char a; int b; char c; double d; short e; } __attribute__((packed));");
        assertThat(types.parse("loose").size()).isEqualTo(32);
        assertThat(offset("loose", "b")).isEqualTo(4);
        assertThat(offset("loose", "d")).isEqualTo(16);
        assertThat(types.parse("struct tight").size()).isEqualTo(16);
        assertThat(offset("struct tight", "d")).isEqualTo(6);
    }

    @Test
    public void unionsArraysPointersAndNamelessMembersAreUnderstood() {
        types.declare("enum { MOST = 4, MORE }; typedef unsigned long long int u64;"
                + "struct x { union { uint32_t word; uint8_t bytes[4]; }; u64 *list[2][3]; char name[10 + 1];"
                + " void (*callback)(int, char *); const struct y *next; };");
        assertThat(offset("struct x", "bytes")).isZero();
        assertThat(offset("struct x", "name")).isEqualTo(8 + 6 * 8);
        assertThat(offset("struct x", "callback")).isEqualTo(72);
        assertThat(types.parse("struct x").size()).isEqualTo(88);
        assertThat(types.parse("struct x *").size()).isEqualTo(8);
        assertThat(types.constant("MORE")).isEqualTo(5);
    }

    @Test
    public void whateverAScriptDeclaresIsALuaErrorAtWorst() {
        String good =
                "typedef struct __attribute__((packed)) a { int b, *c[3]; union { char d; } e; } f; int g(int h);";
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int change = 0; change < 3; change++) {
                int at = random.nextInt(text.length());
                text.replace(
                        at,
                        at + random.nextInt(5) % (text.length() - at),
                        "{}()[];,*:9x ".substring(0, random.nextInt(14)));
            }
            try {
                new CTypes().declare(text.toString());
            } catch (LuaError e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
        assertThatThrownBy(() -> types.declare("struct a { int b[99999999]; };"))
                .isInstanceOf(LuaError.class);
        assertThatThrownBy(() -> types.declare("struct {".repeat(100))).hasMessageContaining("nested");
        assertThatThrownBy(() -> types.parse("nothing *")).hasMessageContaining("'nothing' is no type");
    }
}
