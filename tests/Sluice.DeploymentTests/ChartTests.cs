using System.Text.Json;
using k8s.Models;
using Sluice.Configuration;

namespace Sluice.DeploymentTests;

/// <summary>What the Helm chart renders, by Helm itself.</summary>
[Trait("Category", "Integration")]
public sealed class ChartTests(HelmFixture helm) : IClassFixture<HelmFixture>
{
    private const string Password = "/run/secrets/clickhouse/password";

    private static readonly string[] _everything =
    [
        "keda={\"enabled\":true}", "podMonitor={\"enabled\":true}", "networkPolicy={\"metricsFrom\":[{\"podSelector\":{}}],\"clickHouse\":{\"cidrs\":[\"10.1.2.0/24\"]}}",
        "aws={\"roleArn\":\"arn:aws:iam::111122223333:role/agent\",\"projectToken\":true,\"filesSecret\":\"aws\"}", "env=[{\"name\":\"HTTPS_PROXY\",\"value\":\"http://proxy:3128\"}]",
        "image={\"pullSecrets\":[{\"name\":\"registry\"}]}", "priorityClassName=\"high\"", "podLabels={\"a\":\"b\"}", "tolerations=[{\"operator\":\"Exists\"}]",
    ];

    [Fact]
    public async Task Helm_finds_nothing_wrong_with_it()
    {
        var lint = await helm.LintAsync();
        lint.ExitCode.ShouldBe(0, lint.Output + lint.Error);
    }

    [Fact]
    public async Task Every_field_is_known_to_Kubernetes_with_everything_off_and_on()
    {
        (await helm.RenderAsync("podDisruptionBudget={\"enabled\":false}", "networkPolicy={\"enabled\":false}", "serviceAccount={\"create\":false}")).All.Count.ShouldBe(2);
        (await helm.RenderAsync()).All.Count.ShouldBe(5);
        (await helm.RenderAsync(_everything)).All.Count.ShouldBe(8);
    }

    [Fact]
    public async Task The_agent_takes_the_configuration_and_can_be_probed()
    {
        var manifests = await helm.RenderAsync();
        var json = manifests.One<V1ConfigMap>().Data["sluice.json"];
        var directory = Directory.CreateTempSubdirectory("sluice-test-");
        try
        {
            var (config, password) = (Path.Combine(directory.FullName, "sluice.json"), Path.Combine(directory.FullName, "password"));
            await File.WriteAllTextAsync(password, "secret", TestContext.Current.CancellationToken);
            json.ShouldContain(Password);
            await File.WriteAllTextAsync(config, json.Replace(Password, password, StringComparison.Ordinal), TestContext.Current.CancellationToken);

            var settings = ConfigurationLoader.Load(config);

            settings.Topology.Domains.Select(domain => domain.Name).ShouldBe(["customer", "market"], ignoreOrder: true);
            settings.ClickHouse.Password.ShouldBe("secret");
            settings.Monitoring.Listen.ShouldBe(new Uri("http://0.0.0.0:9464"));
            var pod = manifests.One<V1Deployment>().Spec.Template.Spec;
            pod.Containers[0].Ports.ShouldHaveSingleItem().ContainerPort.ShouldBe(settings.Monitoring.Listen!.Port);
            pod.TerminationGracePeriodSeconds.ShouldNotBeNull().ShouldBeGreaterThan((long)settings.Pipeline.ShutdownTimeout.TotalSeconds + 22);
            pod.Volumes.Single(volume => volume.Name == "clickhouse").Secret.Items.ShouldHaveSingleItem().Path.ShouldBe("password");
            pod.Containers[0].VolumeMounts.Single(mount => mount.Name == "clickhouse").MountPath.ShouldBe(Path.GetDirectoryName(Password));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_pod_may_nothing_that_it_need_not()
    {
        var pod = (await helm.RenderAsync(_everything)).One<V1Deployment>().Spec.Template.Spec;
        pod.AutomountServiceAccountToken.ShouldBe(false);
        pod.SecurityContext.RunAsNonRoot.ShouldBe(true);
        pod.SecurityContext.SeccompProfile.Type.ShouldBe("RuntimeDefault");
        var container = pod.Containers.ShouldHaveSingleItem();
        container.SecurityContext.ReadOnlyRootFilesystem.ShouldBe(true);
        container.SecurityContext.AllowPrivilegeEscalation.ShouldBe(false);
        container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
        container.VolumeMounts.ShouldAllBe(mount => mount.ReadOnlyProperty == true);
        (container.LivenessProbe.HttpGet.Path, container.ReadinessProbe.HttpGet.Path).ShouldBe(("/health/live", "/health/ready"));
        Repository.Read("Dockerfile").ShouldContain($"USER {pod.SecurityContext.RunAsUser}:{pod.SecurityContext.RunAsGroup}");
    }

    [Fact]
    public async Task Nobody_may_connect_to_it_and_it_reaches_names_AWS_and_ClickHouse_alone()
    {
        var policy = (await helm.RenderAsync()).One<V1NetworkPolicy>().Spec;
        policy.PolicyTypes.ShouldBe(["Ingress", "Egress"]);
        (policy.Ingress ?? []).ShouldBeEmpty();
        policy.Egress.SelectMany(rule => rule.Ports).Select(port => $"{port.Port}/{port.Protocol}").ShouldBe(["53/UDP", "53/TCP", "443/TCP", "8443/TCP"]);

        var scraped = (await helm.RenderAsync(_everything)).One<V1NetworkPolicy>().Spec;
        scraped.Ingress.ShouldHaveSingleItem().Ports.ShouldHaveSingleItem().Port.Value.ShouldBe("9464");
        scraped.Egress[^1].To.ShouldHaveSingleItem().IpBlock.Cidr.ShouldBe("10.1.2.0/24");
    }

    [Fact]
    public async Task It_reaches_every_shard_of_a_cluster()
    {
        var policy = (await helm.RenderAsync("config.cluster={\"name\":\"main\",\"shards\":{\"1\":\"https://ch1:8443\",\"2\":\"http://ch2:8123\",\"3\":\"https://ch3\",\"4\":\"http://[fd00::80]\"}}")).One<V1NetworkPolicy>().Spec;
        policy.Egress[^1].Ports.Select(port => $"{port.Port}/{port.Protocol}").ShouldBe(["443/TCP", "80/TCP", "8123/TCP", "8443/TCP"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("podMonitor={\"enabled\":true}", "networkPolicy={\"enabled\":false}")]
    [InlineData("keda={\"enabled\":true,\"identity\":\"workload\"}", "aws={\"roleArn\":\"arn:aws:iam::111122223333:role/agent\"}")]
    [InlineData("keda={\"enabled\":true,\"identity\":\"workload\"}", "serviceAccount={\"create\":false,\"name\":\"mine\"}")]
    public async Task Metrics_and_KEDA_have_what_they_need(string setting, string needed)
    {
        (await helm.TryAsync(setting)).ExitCode.ShouldNotBe(0);
        (await helm.TryAsync(setting, needed)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task KEDA_asks_each_domains_queue_and_decides_the_number_of_agents_alone()
    {
        var manifests = await helm.RenderAsync(_everything);
        manifests.One<V1Deployment>().Spec.Replicas.ShouldBeNull("every upgrade would undo what KEDA decided");
        var scaled = JsonSerializer.SerializeToElement(manifests.Spec("ScaledObject"));
        scaled.GetProperty("scaleTargetRef").GetProperty("name").GetString().ShouldBe(manifests.One<V1Deployment>().Metadata.Name);
        var triggers = scaled.GetProperty("triggers").EnumerateArray().ToList();
        triggers.ShouldAllBe(trigger => trigger.GetProperty("type").GetString() == "aws-sqs-queue");
        triggers.Select(trigger => trigger.GetProperty("metadata").GetProperty("queueURL").GetString()).ShouldBe(
        [
            "https://sqs.ap-northeast-2.amazonaws.com/111122223333/prod-customer-load-queue",
            "https://sqs.ap-northeast-2.amazonaws.com/111122223333/prod-market-load-queue",
        ]);
        triggers.ShouldAllBe(trigger => trigger.GetProperty("metadata").GetProperty("scaleOnInFlight").GetString() == "true");
    }

    [Fact]
    public async Task The_budget_and_the_policy_are_about_the_agents_pods()
    {
        var manifests = await helm.RenderAsync();
        var labels = manifests.One<V1Deployment>().Spec.Template.Metadata.Labels;
        foreach (var selector in new[] { manifests.One<V1PodDisruptionBudget>().Spec.Selector, manifests.One<V1NetworkPolicy>().Spec.PodSelector, manifests.One<V1Deployment>().Spec.Selector })
        {
            selector.MatchLabels.ShouldNotBeEmpty();
            selector.MatchLabels.ShouldAllBe(label => labels[label.Key] == label.Value);
        }
    }

    [Theory]
    [InlineData("config={\"clickHouse\":{\"password\":\"secret\"}}", "password")]
    [InlineData("terminationGracePeriodSeconds=30", "terminationGracePeriodSeconds")]
    [InlineData("networkPolcy={}", "networkPolcy")]
    [InlineData("aws={\"projectToken\":true}", "aws.projectToken needs aws.roleArn")]
    [InlineData("podMonitor={\"enabled\":true}", "podMonitor.enabled needs networkPolicy.metricsFrom")]
    [InlineData("keda={\"enabled\":true,\"identity\":\"workload\"}", "keda.identity: workload needs aws.roleArn")]
    public async Task Values_that_cannot_be_meant_are_refused(string setting, string named)
    {
        var refused = await helm.TryAsync(setting);
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain(named);
    }
}
