using System.Collections.Frozen;

namespace Sluice.Sandbox.Provisioning;

/// <summary>CloudFormation's resource types, as far as the sandbox knows them.</summary>
internal static class ResourceTypes
{
    public const string Bucket = "AWS::S3::Bucket";
    public const string BucketPolicy = "AWS::S3::BucketPolicy";
    public const string Key = "AWS::KMS::Key";
    public const string ManagedPolicy = "AWS::IAM::ManagedPolicy";
    public const string Policy = "AWS::IAM::Policy";
    public const string Queue = "AWS::SQS::Queue";
    public const string QueuePolicy = "AWS::SQS::QueuePolicy";
    public const string Role = "AWS::IAM::Role";
    public const string Rule = "AWS::Events::Rule";
    public const string User = "AWS::IAM::User";

    /// <summary>What the sandbox provides.</summary>
    public static readonly FrozenSet<string> Provided =
        FrozenSet.ToFrozenSet([Bucket, BucketPolicy, ManagedPolicy, Policy, Queue, QueuePolicy, Role, Rule, User, "AWS::CDK::Metadata"]);

    /// <summary>Left out, because no object takes another way for the lack of them: encryption, alarms, how somebody comes by keys.</summary>
    public static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::IAM::AccessKey",
            "AWS::IAM::Group",
            "AWS::KMS::Alias",
            Key,
            "AWS::Logs::LogGroup",
            "AWS::RolesAnywhere::Profile",
            "AWS::RolesAnywhere::TrustAnchor",
            "AWS::SNS::Subscription",
            "AWS::SNS::Topic",
            "AWS::SNS::TopicPolicy",
            "AWS::SecretsManager::Secret",
        ]);
}
