import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.MatchingQueries;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorConfiguration;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.RegexpQueryHandler;
import org.apache.lucene.monitor.TermWeightor;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.queries.intervals.IntervalsSource;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Lucene's Monitor on the queries and texts that bench/peer wrote into a folder: one thread, one text at a time, after
 * two rounds to warm up. Prints texts a second of the thread's own CPU time (the compiler's and the collector's threads
 * are not counted) and writes which queries match each text to "lucene".
 *
 * The texts come cut and folded, all forms of a word at one position: what analysis costs is on our side alone.
 */
public final class LuceneMonitor {
  static final String FIELD = "text";
  static final int WARM = 2;

  /** Words by blanks, their forms by |. */
  static final class Forms extends Tokenizer {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private char before = ' ';

    @Override
    public boolean incrementToken() throws IOException {
      clearAttributes();
      step.setPositionIncrement(before == '|' ? 0 : 1);
      int c;
      while ((c = input.read()) >= 0 && c != ' ' && c != '|') term.append((char) c);
      before = (char) c;
      return term.length() > 0;
    }

    @Override
    public void reset() throws IOException {
      super.reset();
      before = ' ';
    }
  }

  /** An S-expression: (op arg ...), an argument is a word or another one. */
  static final class Node {
    final List<Object> args = new ArrayList<>();

    String op() { return (String) args.get(0); }
    String word() { return (String) args.get(1); }
    int number() { return Integer.parseInt(word()); }
    Node at(int i) { return (Node) args.get(i); }

    static Node parse(String s, int[] at) {
      Node n = new Node();
      at[0]++;
      while (s.charAt(at[0]) != ')') {
        if (s.charAt(at[0]) == ' ') at[0]++;
        if (s.charAt(at[0]) == '(') { n.args.add(parse(s, at)); continue; }
        int from = at[0];
        while (s.charAt(at[0]) != ' ' && s.charAt(at[0]) != ')') at[0]++;
        n.args.add(s.substring(from, at[0]));
      }
      at[0]++;
      return n;
    }
  }

  /** Wildcards as Lucene's presearcher takes them best: by the letters inside (without, half as fast). */
  static String regexp(Node n) {
    StringBuilder b = new StringBuilder();
    for (char c : n.word().toCharArray()) {
      if (c == '*') b.append(".*");
      else if (c == '?') b.append('.'); // any sign, not only a letter: no text makes a difference of it
      else if (Character.isLetterOrDigit(c)) b.append(c);
      else b.append('\\').append(c);
    }
    return n.op().equals("p") ? b + ".*" : b.toString();
  }

  static Query query(Node n) {
    BooleanQuery.Builder b = new BooleanQuery.Builder();
    switch (n.op()) {
      case "w": return new TermQuery(new Term(FIELD, n.word()));
      case "p": case "g": return new RegexpQuery(new Term(FIELD, regexp(n)));
      case "phrase": return phrase(n);
      case "or":
        for (int i = 1; i < n.args.size(); i++) b.add(query(n.at(i)), Occur.SHOULD);
        return b.build();
      case "and":
        for (int i = 1; i < n.args.size(); i++) {
          boolean not = n.at(i).op().equals("not");
          b.add(query(not ? n.at(i).at(1) : n.at(i)), not ? Occur.MUST_NOT : Occur.MUST);
        }
        return b.build();
      case "not": return b.add(new MatchAllDocsQuery(), Occur.MUST).add(query(n.at(1)), Occur.MUST_NOT).build();
      default: return new IntervalQuery(FIELD, intervals(n));
    }
  }

  static Query phrase(Node n) {
    PhraseQuery.Builder b = new PhraseQuery.Builder();
    for (int i = 1; i < n.args.size(); i++) {
      if (!n.at(i).op().equals("w")) return new IntervalQuery(FIELD, intervals(n));
      b.add(new Term(FIELD, n.at(i).word()));
    }
    return b.build();
  }

  static IntervalsSource[] operands(Node n, int from) {
    IntervalsSource[] v = new IntervalsSource[n.args.size() - from];
    for (int i = 0; i < v.length; i++) v[i] = intervals(n.at(from + i));
    return v;
  }

  static IntervalsSource intervals(Node n) {
    switch (n.op()) {
      case "w": return Intervals.term(n.word());
      case "p": return Intervals.prefix(new BytesRef(n.word()));
      case "g": return Intervals.wildcard(new BytesRef(n.word()));
      case "phrase": return Intervals.phrase(operands(n, 1));
      case "or": return Intervals.or(operands(n, 1));
      case "near": {
        IntervalsSource[] v = operands(n, 2);
        return Intervals.maxgaps(n.number(), Intervals.unorderedNoOverlaps(v[0], v[1]));
      }
      case "nearf": return Intervals.maxgaps(n.number(), Intervals.ordered(operands(n, 2)));
      case "within": return Intervals.maxgaps(n.number(), Intervals.unordered(operands(n, 2)));
      default: throw new IllegalArgumentException(n.op());
    }
  }

  /** How often the texts hold each word: Lucene may choose by it which terms to look for, as we do. */
  static Map<String, Integer> frequencies(List<String> texts) {
    Map<String, Integer> m = new HashMap<>();
    for (String t : texts) for (String w : t.split("[ |]")) m.merge(w, 1, Integer::sum);
    return m;
  }

  static Monitor monitor(Path dir, List<String> texts) throws IOException {
    Analyzer analyzer = new Analyzer() {
      @Override
      protected TokenStreamComponents createComponents(String field) { return new TokenStreamComponents(new Forms()); }
    };
    TermWeightor weightor = TermWeightor.combine(TermWeightor.fieldWeightor(1.0, FIELD), TermWeightor.lengthWeightor(3, 0.3f),
        TermWeightor.termFreqWeightor(frequencies(texts), 100, 0.8));
    MultipassTermFilteredPresearcher presearcher = new MultipassTermFilteredPresearcher(2, 0f, weightor,
        List.of(new RegexpQueryHandler()), Set.of());
    Monitor m = new Monitor(analyzer, presearcher, new MonitorConfiguration());
    List<MonitorQuery> batch = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve("queries"))) {
      int blank = line.indexOf(' ');
      batch.add(new MonitorQuery(line.substring(0, blank), query(Node.parse(line, new int[] {blank + 1}))));
    }
    m.register(batch);
    return m;
  }

  static int[] ids(MatchingQueries<QueryMatch> found) {
    return found.getMatches().stream().mapToInt(q -> Integer.parseInt(q.getQueryId())).sorted().toArray();
  }

  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    List<String> texts = Files.readAllLines(dir.resolve("texts"));
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long ns = 0, queries = 0;
    try (Monitor m = monitor(dir, texts); BufferedWriter out = Files.newBufferedWriter(dir.resolve("lucene"))) {
      for (int round = 0; round <= WARM; round++) {
        long start = threads.getCurrentThreadCpuTime();
        for (String text : texts) {
          Document d = new Document();
          d.add(new TextField(FIELD, text, Field.Store.NO));
          MatchingQueries<QueryMatch> found = m.match(d, QueryMatch.SIMPLE_MATCHER);
          if (round < WARM) continue;
          queries += found.getQueriesRun();
          out.write(Arrays.toString(ids(found)).replaceAll("[\\[\\],]", "") + "\n");
        }
        ns = threads.getCurrentThreadCpuTime() - start;
      }
    }
    System.out.printf("lucene %.0f texts a CPU second, %.1f queries run for each%n", texts.size() / (ns / 1e9), (double) queries / texts.size());
  }
}
