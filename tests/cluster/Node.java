// One node of a test cluster: what bin/opensearch would start, without its launcher, checks and security manager.
// java -cp 'lib/*:classes' Node HOME; its settings stand in HOME/config/opensearch.yml.
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

public final class Node {
    private static final class Started extends org.opensearch.node.Node {
        Started(Path home, List<Class<? extends Plugin>> plugins) {
            super(InternalSettingsPreparer.prepareEnvironment(
                      Settings.builder().put("path.home", home.toString()).build(), Map.of(),
                      home.resolve("config"), () -> "node"),
                  plugins, false);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Started node = new Started(
            Path.of(arguments[0]),
            List.of(Netty4Plugin.class, CommonAnalysisPlugin.class, PainlessPlugin.class));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (Exception trouble) {
                trouble.printStackTrace();
            }
            ended.countDown();
        }));
        node.start();
        ended.await();
    }
}
