package io.knockgate.config;

import java.util.Locale;

/// Every fault that a configuration can have, in the words it is told in. Each has a test fixture
/// named for it.
public enum Fault {
  // the file
  NO_SUCH_FILE("there is no such file; write one, or name another"),
  UNREADABLE("this can't be read: %s"),
  TOO_LARGE("this is larger than 1 MiB, which no configuration needs to be"),
  NOT_UTF8("this is not UTF-8 text; save the file as UTF-8"),
  CONTROL_CHARACTER("U+%04X is a control character; remove it"),
  TAB("a tab can't stand here in YAML; use spaces"),
  NOT_YAML("this is not YAML: %s"),
  EMPTY_FILE("the file says nothing"),
  TOO_DEEP("this is nested deeper than any setting"),
  ANCHOR("anchors and aliases are not used here; write the value out"),
  TAG("YAML tags are not used here; remove it"),
  YML_FILE("the file of an action ends in .yaml; rename it"),
  TOO_MANY_ACTIONS("there are more than %d files here"),

  // maps, lists and values
  KEY_NOT_TEXT("a key is a text, not a list or a map"),
  DUPLICATE_KEY("\"%s\" stands here twice, first in line %d"),
  UNKNOWN_KEY("unknown key \"%s\"%s"),
  MISSING_KEY("\"%s\" is missing from \"%s\""),
  NONE_OF("one of %s is missing from \"%s\""),
  MORE_THAN_ONE_OF("only one of %s can stand in \"%s\""),
  NOT_A_MAP("\"%s\" is a map of keys and values, not %s"),
  NOT_A_LIST("\"%s\" is a list, not %s"),
  EMPTY_LIST("\"%s\" is an empty list; write an entry, or leave the key out"),
  LONG_LIST("\"%s\" has at most %d entries, not %d"),
  REPEATED("%s stands in this list twice"),
  NOT_A_VALUE("\"%s\" is a single value, not %s"),
  NO_VALUE("\"%s\" has no value"),
  NOT_TEXT("\"%s\" is a text; put %s in quotes"),
  QUOTED_NUMBER("\"%s\" is a number; write %s without quotes"),
  NOT_A_NUMBER("\"%s\" is a number from %d to %d, not %s"),
  NOT_A_FLAG("\"%s\" is true or false, not %s"),
  UNKNOWN_WORD("\"%s\" must be %s, not %s%s"),
  BAD_VALUE("%s"),

  // captures and ports
  SECOND_NFLOG("one nflog hears everything; remove this one"),
  CAPTURED_TWICE("%s is captured twice; remove this one"),
  NOTHING_TO_HEAR("no knock of the kinds spa and fwknop is sent to %s; name the port of one"),
  LISTENING_SHOWS(
      "a listening socket never answers, its neighbours do with closed: reset; hear it by nflog"),
  UNHEARD("nothing under \"capture\" hears this; add %s there"),
  NOT_GUARDED("%s is not in \"guard\" of config.yaml, so it is not shut; add it there"),
  OPEN_AND_FORWARDED("%s is where \"%s\" forwards; one outside port can't do both"),

  // knocks
  UNKNOWN_ACTION("there is no action \"%s\" (%s)%s"),
  CLOSES_JOB("\"%s\" opens no door, so there is nothing to close"),
  WEAK_SEQUENCE("%s; choose others, or write weak: allowed"),
  WEAK_SEQUENCE_ALLOWED(true, "%s"),
  CONTAINED_SEQUENCE("whoever knocks this knocks %s too; change one of them"),
  BLOWFISH(
      true,
      "blowfish is weak: what was overheard once can be replayed for ever, closes included, and its"
          + " 16 bits are soon guessed; chacha20-poly1305 is its successor"),
  OUT_OF_DATE("such a knock is out of date after %s; write no more than that"),
  MISPLACED("\"%s\" does not go with \"%s\"; remove it"),
  TOO_MANY_SEQUENCES("there are more than %d sequences here"),
  OTHERS_READ("others than its owner may read or write this; chmod 600 %s"),
  NOT_WATCHED("%s is outside of \"watch\" (%s), so nobody hears it"),
  KNOCK_ON_GUARDED("%s is guarded, and strangers try guarded ports all day; knock elsewhere"),
  KNOCK_ON_FORWARDED("%s is where \"%s\" forwards; knock elsewhere"),
  SPELL_CLOSES("a knock that closes has nothing to spell"),
  ENCRYPTED_CLOSES("an encrypted knock says by itself that it closes; write \"action\" for this"),
  SPELL_UNASKED("\"%s\" does not ask for a port; remove \"spell\""),
  NOTHING_ASKED("\"%s\" needs a port, and this knock names none; a sequence with \"spell\" does"),
  UNSPELLABLE("\"%s\" opens no tcp port that is short enough for \"digits\""),
  SPELL_MISSING("a sequence names no port; add \"spell\", or remove this"),
  UNNAMEABLE("\"%s\" opens no tcp port up to %d, and this cipher can name no other"),
  UNKNOWN_CLIENT("there is no client \"%s\" under \"clients\"%s"),
  MAY_NOT("client \"%s\" may not have \"%s\"; add it to its \"may\""),

  // single packets and their keys
  UDP_TAKEN("%s belongs to %s too, and a datagram is of one knock; choose another"),
  NOTHING_MAPPED("\"actions\" says nothing that a packet may ask for; write one"),
  NOT_AMONG("\"%s\" does not open %s; add it to its \"among\", or name another action"),
  SHARED_KEY("whoever has this is \"%s\" too; give each client a key of its own"),
  TOO_MANY_FWKNOP(
      "%d clients can have \"fwknop\", since each packet is tried with the keys of all"),
  LEGACY(
      true,
      "legacy mode takes 16 bytes of the key and no more; fwknop's clients since 2.5 know cbc"),
  NOBODY_KNOCKS(true, "no client has \"%s\", so nobody can knock this"),
  UNUSED_KEY(true, "there is no knock of the kind \"%s\", so this proves nothing"),
  NOBODY_MAY(true, "no client who has \"fwknop\" may have \"%s\", so nobody gets it"),
  MANY_WANTED("one packet asks for several ports, or for one other thing; %s stands alone"),

  // channels
  UNKNOWN_CHANNEL("there is no channel \"%s\" under \"notify\" of config.yaml%s"),
  UNUSED_CHANNEL(true, "no action has \"%s\" in its \"notify\", so nobody is told by it"),

  // actions
  AMONG_MISSING("port: asked needs \"among\", the ports that may be asked for"),
  AMONG_UNUSED("\"among\" goes with port: asked; remove it"),
  AT_MOST_MISSING("for: asked needs \"at-most\", the longest time that anybody gets"),
  AT_MOST_UNUSED("\"at-most\" goes with for: asked; remove it"),
  SAME_FAMILY("both targets are %s; name one of each family"),
  PROGRAM_IS_PLACEHOLDER("a command starts with a program, not with %s"),
  PROGRAM_WITHOUT_PATH("\"%s\" is looked for nowhere; name the program by its path from the root"),
  USER_BESIDE_JOBS(
      "with \"jobs\" the unit decides who a program runs as; remove this, and write User=%s in a"
          + " drop-in of knockgate-job@.service"),
  OPENS_NOTHING("\"%s\" is about open doors, and this action opens none; remove it"),
  NO_JOB("\"%s\" is about a job, and these doors open at once, without one; remove it"),
  THEN_OPENS("\"%s\" can't stand in \"then\", which is done when the doors are shut"),
  SAME_DOOR("another step opens %s already; remove one of them"),
  ASKED_TWICE("another step opens the port that is asked for; name a port here");

  private final boolean warning;
  private final String words;

  Fault(String words) {
    this(false, words);
  }

  Fault(boolean warning, String words) {
    this.warning = warning;
    this.words = words;
  }

  boolean isWarning() {
    return warning;
  }

  String describe(Object... details) {
    return words.formatted(details);
  }

  /// Its name as a word, by which its fixture is called: `unknown-key`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
