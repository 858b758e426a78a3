package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Optional;

/// libpcap's functions (pcap(3PCAP)), where it is [#installed]; where not, none of them does
/// anything.
@SuppressWarnings("restricted") // native calls are what this class is for
final class Libpcap {
  /// Debian's name for it, and everybody else's.
  private static final List<String> NAMES = List.of("libpcap.so.0.8", "libpcap.so.1");

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Optional<SymbolLookup> LIBRARY = find();

  private static final MethodHandle CREATE = pointer("pcap_create", ADDRESS, ADDRESS);
  private static final MethodHandle OPEN_OFFLINE =
      pointer("pcap_open_offline_with_tstamp_precision", ADDRESS, JAVA_INT, ADDRESS);
  private static final MethodHandle SET_SNAPLEN = call("pcap_set_snaplen", ADDRESS, JAVA_INT);
  private static final MethodHandle SET_PROMISC = call("pcap_set_promisc", ADDRESS, JAVA_INT);
  private static final MethodHandle SET_IMMEDIATE =
      call("pcap_set_immediate_mode", ADDRESS, JAVA_INT);
  private static final MethodHandle SET_BUFFER_SIZE =
      call("pcap_set_buffer_size", ADDRESS, JAVA_INT);
  private static final MethodHandle ACTIVATE = call("pcap_activate", ADDRESS);
  private static final MethodHandle SETNONBLOCK =
      call("pcap_setnonblock", ADDRESS, JAVA_INT, ADDRESS);
  private static final MethodHandle SETDIRECTION = call("pcap_setdirection", ADDRESS, JAVA_INT);
  private static final MethodHandle SELECTABLE = call("pcap_get_selectable_fd", ADDRESS);
  private static final MethodHandle DATALINK = call("pcap_datalink", ADDRESS);
  private static final MethodHandle COMPILE =
      call("pcap_compile", ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle SETFILTER = call("pcap_setfilter", ADDRESS, ADDRESS);
  private static final MethodHandle FREECODE = nothing("pcap_freecode", ADDRESS);
  private static final MethodHandle NEXT = call("pcap_next_ex", ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle STATS = call("pcap_stats", ADDRESS, ADDRESS);
  private static final MethodHandle GETERR = pointer("pcap_geterr", ADDRESS);
  private static final MethodHandle STATUSTOSTR = pointer("pcap_statustostr", JAVA_INT);
  private static final MethodHandle CLOSE = nothing("pcap_close", ADDRESS);

  private Libpcap() {}

  static boolean installed() {
    return LIBRARY.isPresent();
  }

  static MemorySegment create(MemorySegment device, MemorySegment error) {
    try {
      return (MemorySegment) CREATE.invokeExact(device, error);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static MemorySegment openOffline(MemorySegment file, int precision, MemorySegment error) {
    try {
      return (MemorySegment) OPEN_OFFLINE.invokeExact(file, precision, error);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static void setSnapLength(MemorySegment pcap, int bytes) {
    set(SET_SNAPLEN, pcap, bytes);
  }

  static void setPromiscuous(MemorySegment pcap, boolean on) {
    set(SET_PROMISC, pcap, on ? 1 : 0);
  }

  static void setImmediate(MemorySegment pcap, boolean on) {
    set(SET_IMMEDIATE, pcap, on ? 1 : 0);
  }

  static void setBufferSize(MemorySegment pcap, int bytes) {
    set(SET_BUFFER_SIZE, pcap, bytes);
  }

  static int activate(MemorySegment pcap) {
    return ask(ACTIVATE, pcap);
  }

  static int setNonBlocking(MemorySegment pcap, MemorySegment error) {
    try {
      return (int) SETNONBLOCK.invokeExact(pcap, 1, error);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int setDirection(MemorySegment pcap, int direction) {
    try {
      return (int) SETDIRECTION.invokeExact(pcap, direction);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The descriptor that can be read when there are packets.
  static int descriptor(MemorySegment pcap) {
    return ask(SELECTABLE, pcap);
  }

  static int dataLink(MemorySegment pcap) {
    return ask(DATALINK, pcap);
  }

  static int compile(
      MemorySegment pcap, MemorySegment program, MemorySegment text, int optimize, int netmask) {
    try {
      return (int) COMPILE.invokeExact(pcap, program, text, optimize, netmask);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int setFilter(MemorySegment pcap, MemorySegment program) {
    return ask(SETFILTER, pcap, program);
  }

  static void freeCode(MemorySegment program) {
    tell(FREECODE, program);
  }

  static int next(MemorySegment pcap, MemorySegment header, MemorySegment data) {
    try {
      return (int) NEXT.invokeExact(pcap, header, data);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int stats(MemorySegment pcap, MemorySegment stats) {
    return ask(STATS, pcap, stats);
  }

  /// What libpcap says about the handle's last error.
  static String error(MemorySegment pcap) {
    try {
      return text((MemorySegment) GETERR.invokeExact(pcap));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// libpcap's words for a negative status.
  static String words(int status) {
    try {
      return text((MemorySegment) STATUSTOSTR.invokeExact(status));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static void close(MemorySegment pcap) {
    tell(CLOSE, pcap);
  }

  private static void set(MethodHandle setter, MemorySegment pcap, int value) {
    try {
      int status = (int) setter.invokeExact(pcap, value);
      if (status != 0) { // only once it is activated, which is ours to avoid
        throw new IllegalStateException(words(status));
      }
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static int ask(MethodHandle function, MemorySegment pcap) {
    try {
      return (int) function.invokeExact(pcap);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static int ask(MethodHandle function, MemorySegment pcap, MemorySegment other) {
    try {
      return (int) function.invokeExact(pcap, other);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void tell(MethodHandle function, MemorySegment what) {
    try {
      function.invokeExact(what);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String text(MemorySegment text) {
    return text.reinterpret(1024).getString(0);
  }

  private static Optional<SymbolLookup> find() {
    return NAMES.stream().flatMap(name -> load(name).stream()).findFirst();
  }

  private static Optional<SymbolLookup> load(String name) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
    } catch (IllegalArgumentException absent) {
      return Optional.empty();
    }
  }

  private static MethodHandle call(String name, MemoryLayout... parameters) {
    return function(name, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  private static MethodHandle pointer(String name, MemoryLayout... parameters) {
    return function(name, FunctionDescriptor.of(ADDRESS, parameters));
  }

  private static MethodHandle nothing(String name, MemoryLayout... parameters) {
    return function(name, FunctionDescriptor.ofVoid(parameters));
  }

  private static MethodHandle function(String name, FunctionDescriptor shape) {
    return LIBRARY
        .map(library -> LINKER.downcallHandle(library.findOrThrow(name), shape))
        .orElseGet(() -> MethodHandles.empty(shape.toMethodType()));
  }
}
