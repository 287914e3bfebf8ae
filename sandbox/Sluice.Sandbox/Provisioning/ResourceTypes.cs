using System.Collections.Frozen;

namespace Sluice.Sandbox.Provisioning;

/// <summary>CloudFormation's resource types, as far as the sandbox knows them.</summary>
internal static class ResourceTypes
{
    public const string Bucket = "AWS::S3::Bucket";
    public const string Queue = "AWS::SQS::Queue";
    public const string QueuePolicy = "AWS::SQS::QueuePolicy";
    public const string Rule = "AWS::Events::Rule";

    /// <summary>
    /// Left out, because no object takes another way for the lack of them: permissions (the emulator checks none), encryption keys,
    /// alarms and what the CDK notes about itself.
    /// </summary>
    public static readonly FrozenSet<string> Harmless = FrozenSet.ToFrozenSet(
        [
            "AWS::CDK::Metadata",
            "AWS::CloudWatch::Alarm",
            "AWS::CloudWatch::CompositeAlarm",
            "AWS::CloudWatch::Dashboard",
            "AWS::IAM::Group",
            "AWS::IAM::ManagedPolicy",
            "AWS::IAM::Policy",
            "AWS::IAM::Role",
            "AWS::IAM::User",
            "AWS::KMS::Alias",
            "AWS::KMS::Key",
            "AWS::Logs::LogGroup",
            "AWS::RolesAnywhere::Profile",
            "AWS::RolesAnywhere::TrustAnchor",
            "AWS::S3::BucketPolicy",
            "AWS::SNS::Subscription",
            "AWS::SNS::Topic",
            "AWS::SNS::TopicPolicy",
        ]);
}
